/* One activation for each way in which a plugin may give a role. */
#include <activation.h>
#include <math.h>

/* An argument before x, double alone. */
ACTIVATION(scaled, "1.0.0", "scale x^2")
ACTIVATION_PARAMETER(scaled, scale, 1.5, "factor")
ACTIVATION_VALUE(scaled, double, (double scale, double x)) { return scale * x * x; }
ACTIVATION_DERIVATIVE(scaled, double, (double x, double scale)) { return 2 * scale * x; }

/* Arrays alone, float alone, n first. */
ACTIVATION(arrays, "1.0.0", "scale x^2")
ACTIVATION_PARAMETER(arrays, scale, 1.5, "factor")
ACTIVATION_VALUE_ARRAY(arrays, float, (size_t n, float scale, const float *x, float *y)) {
  for (size_t i = 0; i < n; i++) y[i] = scale * x[i] * x[i];
}
ACTIVATION_GRADIENT_ARRAY(arrays, float,
                          (float *dx, size_t n, const float *dy, float scale, const float *x)) {
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] * (2 * scale * x[i]);
}

/* Both precisions, all forms; the derivative of x as a scalar, of y as an array. */
static inline double softsign(double x) { return x / (1 + fabs(x)); }
static inline double softsign_of_y(double y) { return (1 - fabs(y)) * (1 - fabs(y)); }
static inline float softsignf(float x) { return x / (1 + fabsf(x)); }
static inline float softsign_of_yf(float y) { return (1 - fabsf(y)) * (1 - fabsf(y)); }
ACTIVATION(complete, "1.0.0", "x / (1 + |x|)")
ACTIVATION_VALUE(complete, double, (double x)) { return softsign(x); }
ACTIVATION_DERIVATIVE(complete, double, (double x)) { return 1 / ((1 + fabs(x)) * (1 + fabs(x))); }
ACTIVATION_VALUE(complete, float, (float x)) { return softsignf(x); }
ACTIVATION_DERIVATIVE(complete, float, (float x)) { return 1 / ((1 + fabsf(x)) * (1 + fabsf(x))); }
ACTIVATION_ARRAYS_OF_Y(complete, double, softsign, softsign_of_y)
ACTIVATION_ARRAYS_OF_Y(complete, float, softsignf, softsign_of_yf)

/* The derivative of y alone, and of both. */
ACTIVATION(of_y, "1.0.0", "x / (1 + |x|)")
ACTIVATION_VALUE(of_y, double, (double x)) { return softsign(x); }
ACTIVATION_DERIVATIVE(of_y, double, (double y)) { return softsign_of_y(y); }
ACTIVATION(of_both, "1.0.0", "x / (1 + |x|)")
ACTIVATION_VALUE(of_both, double, (double x)) { return softsign(x); }
ACTIVATION_DERIVATIVE(of_both, double, (double y, double x)) { return x == 0 ? 1 : y * y / (x * x); }

/* Two inputs: scalars, then an array that leaves dgate to the scalar, then one that writes it. */
ACTIVATION(product, "1.0.0", "x gate^2")
ACTIVATION_VALUE(product, double, (double gate, double x)) { return x * gate * gate; }
ACTIVATION_DERIVATIVE(product, double, (double gate)) { return gate * gate; }
ACTIVATION_PARTIAL(product, double, gate, (double x, double gate)) { return 2 * x * gate; }
ACTIVATION(product_mixed, "1.0.0", "x gate^2")
ACTIVATION_VALUE(product_mixed, float, (float gate, float x)) { return x * gate * gate; }
ACTIVATION_GRADIENT_ARRAY(product_mixed, float,
                          (const float *x, const float *gate, const float *dy, float *dx, size_t n)) {
  (void)x;
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] * gate[i] * gate[i];
}
ACTIVATION_PARTIAL(product_mixed, double, gate, (double x, double gate)) { return 2 * x * gate; }
ACTIVATION(product_array, "1.0.0", "x gate^2")
ACTIVATION_VALUE_ARRAY(product_array, double,
                       (const double *x, const double *gate, double *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = x[i] * gate[i] * gate[i];
}
ACTIVATION_GRADIENT_ARRAY(product_array, double,
                          (const double *x, const double *gate, const double *dy, double *dx,
                           double *dgate, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    double g = gate[i], d = dy[i], v = x[i];
    dx[i] = d * g * g;
    dgate[i] = d * 2 * v * g;
  }
}

/* A random slope while training. */
ACTIVATION(noisy, "1.0.0", "x times a random number")
ACTIVATION_VALUE(noisy, double, (double x, double u, int training)) {
  return training ? x * u : x * 0.5;
}
ACTIVATION_DERIVATIVE(noisy, double, (int training, double u, double x)) {
  (void)x;
  return training ? u : 0.5;
}
ACTIVATION_VALUE_ARRAY(noisy, float,
                       (const float *x, const float *u, int training, float *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = training ? x[i] * u[i] : x[i] * 0.5f;
}

/* Learnable parameters: partial derivatives; sums in the array; one value and sum an element. */
ACTIVATION(leaky, "1.0.0", "a max(x, 0) + b min(x, 0)")
ACTIVATION_LEARNABLE(leaky, a, 1, "slope above")
ACTIVATION_LEARNABLE_IN(leaky, b, 0.25, "in [0, 1]", "slope below")
ACTIVATION_VALUE(leaky, double, (double x, double a, double b)) { return x > 0 ? a * x : b * x; }
ACTIVATION_DERIVATIVE(leaky, double, (double x, double a, double b)) { return x > 0 ? a : b; }
ACTIVATION_PARTIAL(leaky, double, a, (double x)) { return x > 0 ? x : x * 0; }
ACTIVATION_PARTIAL(leaky, double, b, (double x)) { return x > 0 ? x * 0 : x; }
ACTIVATION(leaky_sums, "1.0.0", "a max(x, 0) + b min(x, 0)")
ACTIVATION_LEARNABLE(leaky_sums, a, 1, "slope above")
ACTIVATION_LEARNABLE(leaky_sums, b, 0.25, "slope below")
ACTIVATION_VALUE_ARRAY(leaky_sums, double,
                       (const double *x, double *y, size_t n, double a, double b)) {
  for (size_t i = 0; i < n; i++) y[i] = x[i] > 0 ? a * x[i] : b * x[i];
}
ACTIVATION_GRADIENT_ARRAY(leaky_sums, double,
                          (const double *x, const double *dy, double *dx, size_t n, double a,
                           double b, double *da, double *db)) {
  double above = 0, below = 0;
  for (size_t i = 0; i < n; i++) {
    double v = x[i], d = dy[i];
    above += d * (v > 0 ? v : v * 0);
    below += d * (v > 0 ? v * 0 : v);
    dx[i] = d * (v > 0 ? a : b);
  }
  *da += above;
  *db += below;
}
ACTIVATION(leaky_elements, "1.0.0", "a max(x, 0) + b min(x, 0)")
ACTIVATION_LEARNABLE(leaky_elements, a, 1, "slope above")
ACTIVATION_LEARNABLE(leaky_elements, b, 0.25, "slope below")
ACTIVATION_VALUE_ARRAY(leaky_elements, double,
                       (const double *x, double *y, size_t n, const double *a, const double *b)) {
  for (size_t i = 0; i < n; i++) y[i] = x[i] > 0 ? a[i] * x[i] : b[i] * x[i];
}
ACTIVATION_GRADIENT_ARRAY(leaky_elements, double,
                          (const double *x, const double *dy, double *dx, size_t n,
                           const double *a, const double *b, double *da, double *db)) {
  for (size_t i = 0; i < n; i++) {
    double v = x[i], d = dy[i];
    da[i] += d * (v > 0 ? v : v * 0);
    db[i] += d * (v > 0 ? v * 0 : v);
    dx[i] = d * (v > 0 ? a[i] : b[i]);
  }
}

/* More arguments than a typed call has. */
ACTIVATION(seven, "1.0.0", "x (a + b + c + d + e + f)")
ACTIVATION_PARAMETER(seven, a, 1, "term")
ACTIVATION_PARAMETER(seven, b, 2, "term")
ACTIVATION_PARAMETER(seven, c, 3, "term")
ACTIVATION_PARAMETER(seven, d, 4, "term")
ACTIVATION_PARAMETER(seven, e, 5, "term")
ACTIVATION_PARAMETER(seven, f, 6, "term")
ACTIVATION_VALUE(seven, double,
                 (double a, double b, double c, double d, double e, double f, double x)) {
  return x * (a + b + c + d + e + f);
}
ACTIVATION_DERIVATIVE(seven, double,
                      (double x, double a, double b, double c, double d, double e, double f)) {
  return (a + b + c + d + e + f) + x * 0;
}

/* Rows, with a learnable parameter of each kind. */
ACTIVATION(centred, "1.0.0", "scale (x - mean x) + shift, over a row")
ACTIVATION_LEARNABLE(centred, scale, 1, "factor")
ACTIVATION_LEARNABLE(centred, shift, 0, "term of each element")
ACTIVATION_VALUE_ROW(centred, double,
                     (const double *x, double *y, size_t n, double scale, const double *shift)) {
  double mean = 0;
  for (size_t i = 0; i < n; i++) mean += x[i] / (double)n;
  for (size_t i = 0; i < n; i++) y[i] = scale * (x[i] - mean) + shift[i];
}
ACTIVATION_GRADIENT_ROW(centred, double,
                        (const double *x, const double *dy, double *dx, size_t n, double scale,
                         const double *shift, double *dscale, double *dshift)) {
  double mean = 0, mean_dy = 0;
  (void)shift;
  for (size_t i = 0; i < n; i++) {
    mean += x[i] / (double)n;
    mean_dy += dy[i] / (double)n;
  }
  for (size_t i = 0; i < n; i++) {
    double d = dy[i];
    *dscale += d * (x[i] - mean);
    dshift[i] += d;
    dx[i] = scale * (d - mean_dy);
  }
}
