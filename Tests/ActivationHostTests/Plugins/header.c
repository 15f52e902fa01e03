/* Every macro of activation.h, in a source that C99 and C++11 both take. */
#include <activation.h>

ACTIVATION(every, "1.2.3", "Every record")
ACTIVATION_AUTHOR(every, "A. Author")
ACTIVATION_LICENSE(every, "MIT")
ACTIVATION_URL(every, "https://example.org")
ACTIVATION_ALIASES(every, "all each")
ACTIVATION_FORMULA(every, "a * x + b * x + c * x")
ACTIVATION_RANGE(every, "(-inf, inf)")
ACTIVATION_MONOTONIC(every, "no")
ACTIVATION_SYMMETRY(every, "odd")
ACTIVATION_KINKS(every, "0")
ACTIVATION_MAX_ULP(every, 1, 2.5)
ACTIVATION_MAX_ULP_DOUBLE(every, 1.5, none)
ACTIVATION_TABLES(every, "derivative value")
ACTIVATION_RECORD(every, note, "a key that no host knows")
ACTIVATION_PARAMETER(every, a, 1, "fixed")
ACTIVATION_PARAMETER_IN(every, b, 0.5, "in [0, 1]", "fixed, in an interval")
ACTIVATION_LEARNABLE(every, c, -1, "learnable")
ACTIVATION_LEARNABLE_IN(every, d, 2, "in (0, inf)", "learnable, in an interval")
ACTIVATION_VALUE(every, double, (double x, double a, double b, double c)) { return (a + b + c) * x; }
ACTIVATION_VALUE(every, float, (float x, float a, float b, float c)) { return (a + b + c) * x; }
ACTIVATION_DERIVATIVE(every, double, (double x, double a, double b, double c)) {
  return a + b + c + 0 * x;
}
ACTIVATION_DERIVATIVE(every, float, (float x, float a, float b, float c)) {
  return a + b + c + 0 * x;
}
ACTIVATION_PARTIAL(every, double, c, (double x)) { return x; }
ACTIVATION_PARTIAL(every, float, c, (float x)) { return x; }
ACTIVATION_PARTIAL(every, double, d, (double x)) { return 0 * x; }
ACTIVATION_PARTIAL(every, float, d, (float x)) { return 0 * x; }

static inline double none(double x) { return x * x * x + x; }
static inline double dnone(double x) { return 3 * x * x + 1; }
static inline float nonef(float x) { return x * x * x + x; }
static inline float dnonef(float x) { return 3 * x * x + 1; }
ACTIVATION(none, "1.0.0", "x^3 + x: arrays without parameters")
ACTIVATION_ARRAYS(none, double, none, dnone)
ACTIVATION_ARRAYS(none, float, nonef, dnonef)

static inline double of_y(double x, double low) { return x > low ? x : low; }
static inline double dof_y(double y, double low) { return y > low ? 1 : 0; }
ACTIVATION(of_y, "1.0.0", "max(x, low)")
ACTIVATION_PARAMETER(of_y, low, 0, "least value")
ACTIVATION_ARRAYS_OF_Y(of_y, double, of_y, dof_y, low)

static inline double eight(double x, double a, double b, double c, double d, double e, double f,
                           double g, double i) {
  return x * (a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * i);
}
static inline double deight(double x, double a, double b, double c, double d, double e, double f,
                            double g, double i) {
  return eight(1, a, b, c, d, e, f, g, i) + 0 * x;
}
ACTIVATION(eight, "1.0.0", "x times a sum of eight parameters, in order")
ACTIVATION_PARAMETER(eight, a, 1, "term")
ACTIVATION_PARAMETER(eight, b, 2, "term")
ACTIVATION_PARAMETER(eight, c, 3, "term")
ACTIVATION_PARAMETER(eight, d, 4, "term")
ACTIVATION_PARAMETER(eight, e, 5, "term")
ACTIVATION_PARAMETER(eight, f, 6, "term")
ACTIVATION_PARAMETER(eight, g, 7, "term")
ACTIVATION_PARAMETER(eight, i, 8, "term")
ACTIVATION_ARRAYS(eight, double, eight, deight, a, b, c, d, e, f, g, i)

ACTIVATION(row, "1.0.0", "A row")
ACTIVATION_VALUE_ROW(row, float, (const float *x, float *y, size_t n)) {
  size_t k;
  for (k = 0; k < n; k++) y[k] = 2 * x[k];
}
ACTIVATION_GRADIENT_ROW(row, float, (const float *dy, float *dx, size_t n)) {
  size_t k;
  for (k = 0; k < n; k++) dx[k] = 2 * dy[k];
}
ACTIVATION(gated, "1.0.0", "Two inputs, arrays by hand")
ACTIVATION_VALUE_ARRAY(gated, double,
                       (const double *x, const double *gate, double *y, size_t n)) {
  size_t k;
  for (k = 0; k < n; k++) y[k] = x[k] * gate[k];
}
ACTIVATION_GRADIENT_ARRAY(gated, double,
                          (const double *x, const double *gate, const double *dy, double *dx,
                           double *dgate, size_t n)) {
  size_t k;
  for (k = 0; k < n; k++) {
    double d = dy[k], g = gate[k];
    dgate[k] = d * x[k];
    dx[k] = d * g;
  }
}

ACTIVATION(parts, "1.0.0", "max(x, 0): a value array by hand, a gradient array of y or of x")
#define PARTS(T)                                                          \
  ACTIVATION_VALUE_ARRAY(parts, T, (const T *x, T *y, size_t n)) {        \
    size_t i;                                                             \
    for (i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : 0;                   \
  }
static inline double dparts(double y) { return y > 0 ? 1 : 0; }
static inline float dpartsf(float x) { return x > 0 ? 1 : 0; }
PARTS(double)
PARTS(float)
ACTIVATION_GRADIENTS_OF_Y(parts, double, dparts)
ACTIVATION_GRADIENTS(parts, float, dpartsf)
