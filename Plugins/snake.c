#include <activation.h>
#include <activation_math.h>

ACTIVATION(snake, "1.0.0", "x with a periodic part of learned frequency")
ACTIVATION_LICENSE(snake, "MIT")
ACTIVATION_FORMULA(snake, "x + sin(alpha * x)^2 / alpha")
ACTIVATION_PARAMETER_IN(snake, alpha, 1, "in [0.015625, 64] learnable", "frequency")
ACTIVATION_RANGE(snake, "(-inf, inf)")
ACTIVATION_MONOTONIC(snake, "nondecreasing")
ACTIVATION_MAX_ULP(snake, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(snake, 2, none)

/* The derivatives have roots in every period, near which a double wants more digits than a long
 * double has: there the promise ends. */
static inline double value(double x, double alpha) {
  long double s = sinl((long double)alpha * x), y = x + s * s / alpha;
  return fabs(x) < INFINITY ? (double)y : x;
}
static inline double derivative(double x, double alpha) {
  activation_circle t = activation_circle_of(alpha, x);
  return (double)((t.sin + t.cos) * (t.sin + t.cos));
}
static inline double alpha_partial(double x, double alpha) {
  activation_circle t = activation_circle_of(alpha, x);
  long double s = t.sin / alpha;
  return (double)(2 * s * x * t.cos - s * s);
}
static inline float float_value(float x, float alpha) {
  double s = sin((double)alpha * x), y = x + s * s / alpha;
  return fabsf(x) < INFINITY ? (float)y : x;
}
static inline float float_derivative(float x, float alpha) {
  long double t = (double)alpha * x, s = sinl(t) + cosl(t);
  return (float)(s * s);
}
ACTIVATION_FORMS_WITH_FLOAT(snake, float_value, float_derivative, value, derivative, alpha)
ACTIVATION_PARTIALS(snake, alpha, alpha_partial, alpha)
