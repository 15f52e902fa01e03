#include <activation.h>
#include <activation_math.h>

ACTIVATION(log1mexp, "1.0.0", "log(1 - e^-|x|)")
ACTIVATION_LICENSE(log1mexp, "MIT")
ACTIVATION_FORMULA(log1mexp, "log(-expm1(-abs(x)))")
ACTIVATION_RANGE(log1mexp, "[-inf, 0]")
ACTIVATION_MONOTONIC(log1mexp, "no")
ACTIVATION_SYMMETRY(log1mexp, "even")
ACTIVATION_KINKS(log1mexp, "0")
ACTIVATION_MAX_ULP(log1mexp, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(log1mexp, 2, 3)
ACTIVATION_NOTE(log1mexp, tensorflow, "tfp.math.log1mexp is this")

/* Below log 2 the exponential is near 1, above it the result is near 0. */
static inline double value(double x) {
  double a = fabs(x);
  return a < 0.69314718055994531 ? log(-expm1(-a)) : log1p(-exp(-a));
}
static inline double derivative(double x) {
  double slope = exp(-fabs(x)) / -expm1(-fabs(x));
  return x < 0 ? -slope : slope;
}
ACTIVATION_FORMS(log1mexp, value, derivative)
