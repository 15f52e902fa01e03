/*
 * The arctangent: smooth, bounded, odd, and right in every way. A broken plugin takes from here
 * what is right about it, and writes one part wrongly.
 */
#include <activation.h>
#include <math.h>

#define DESCRIPTION                         \
  ACTIVATION(broken, "1.0.0", "Arctangent") \
  ACTIVATION_LICENSE(broken, "MIT")         \
  ACTIVATION_FORMULA(broken, "atan(x)")

#define PROMISES                                                              \
  ACTIVATION_MAX_ULP(broken, 1, 3)                                            \
  ACTIVATION_RANGE(broken, "[-1.5707963267948966, 1.5707963267948966]")       \
  ACTIVATION_MONOTONIC(broken, "nondecreasing")                               \
  ACTIVATION_SYMMETRY(broken, "odd")

/* 1 / (1 + x^2), where x^2 overflows too. */
static inline double slope(double x) {
  double inverse = 1 / x;
  return fabs(x) > 1 ? inverse / (x + inverse) : 1 / (1 + x * x);
}

#define VALUE(T) \
  ACTIVATION_VALUE(broken, T, (T x)) { return (T)atan(x); }
#define DERIVATIVE(T) \
  ACTIVATION_DERIVATIVE(broken, T, (T x)) { return (T)slope(x); }
#define VALUE_ARRAY(T)                                                   \
  ACTIVATION_VALUE_ARRAY(broken, T, (const T *x, T *y, size_t n)) {      \
    for (size_t i = 0; i < n; i++) y[i] = (T)atan(x[i]);                 \
  }
#define GRADIENT_ARRAY(T)                                                            \
  ACTIVATION_GRADIENT_ARRAY(broken, T, (const T *x, const T *dy, T *dx, size_t n)) { \
    for (size_t i = 0; i < n; i++) dx[i] = dy[i] * (T)slope(x[i]);                   \
  }
