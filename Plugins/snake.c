#include <activation.h>
#include <activation_math.h>

ACTIVATION(snake, "1.0.0", "x with a periodic part of learned frequency")
ACTIVATION_LICENSE(snake, "MIT")
ACTIVATION_FORMULA(snake, "x + sin(alpha * x)^2 / alpha")
ACTIVATION_PARAMETER_IN(snake, alpha, 1, "in [0.015625, 64] learnable", "frequency")
ACTIVATION_RANGE(snake, "(-inf, inf)")
ACTIVATION_MONOTONIC(snake, "nondecreasing")
ACTIVATION_MAX_ULP(snake, 3, 2)

static inline double value(double x, double alpha) {
  double s = sin(alpha * x), y = x + s * s / alpha;
  return fabs(x) < INFINITY ? y : x;
}
/* (sin + cos)^2 in long double, for it has a root in every period */
static inline double derivative(double x, double alpha) {
  long double t = (long double)alpha * x, s = sinl(t) + cosl(t);
  return (double)(s * s);
}
static inline double alpha_partial(double x, double alpha) {
  double t = alpha * x, s = sin(t) / alpha;
  return x * sin(2 * t) / alpha - s * s;
}
ACTIVATION_FORMS(snake, value, derivative, alpha)
ACTIVATION_PARTIALS(snake, alpha, alpha_partial, alpha)
