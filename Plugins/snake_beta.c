#include <activation.h>
#include <activation_math.h>

ACTIVATION(snake_beta, "1.0.0", "x with a periodic part of learned frequency and size")
ACTIVATION_LICENSE(snake_beta, "MIT")
ACTIVATION_FORMULA(snake_beta, "x + sin(alpha * x)^2 / beta")
ACTIVATION_PARAMETER_IN(snake_beta, alpha, 1, "in [0.015625, 64] learnable", "frequency")
ACTIVATION_PARAMETER_IN(snake_beta, beta, 1, "in [0.015625, 64] learnable", "divides the periodic part")
ACTIVATION_RANGE(snake_beta, "(-inf, inf)")
ACTIVATION_MAX_ULP(snake_beta, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(snake_beta, none, none)

/* In long double, for value and derivatives have roots, near which a double wants more digits than
 * double arithmetic has, or even that: there the promise ends. */
static inline double value(double x, double alpha, double beta) {
  long double s = activation_circle_of(alpha, x).sin, y = x + s * s / beta;
  return fabs(x) < INFINITY ? (double)y : x;
}
static inline double derivative(double x, double alpha, double beta) {
  activation_circle t = activation_circle_of(alpha, x);
  long double both = t.sin + t.cos, ratio = ((long double)alpha - beta) / beta;
  return (double)(both * both + 2 * t.sin * t.cos * ratio);
}
static inline double alpha_partial(double x, double alpha, double beta) {
  activation_circle t = activation_circle_of(alpha, x);
  return (double)(2 * t.sin * t.cos * x / beta);
}
static inline double beta_partial(double x, double alpha, double beta) {
  long double s = activation_circle_of(alpha, x).sin / beta;
  return (double)(-s * s);
}
static inline float float_value(float x, float alpha, float beta) {
  double s = sin((double)alpha * x), y = x + s * s / beta;
  return fabsf(x) < INFINITY ? (float)y : x;
}
static inline float float_derivative(float x, float alpha, float beta) {
  long double t = (double)alpha * x, s = sinl(t), c = cosl(t);
  return (float)((s + c) * (s + c) + 2 * s * c * ((long double)alpha - beta) / beta);
}
ACTIVATION_FORMS_WITH_FLOAT(
    snake_beta, float_value, float_derivative, value, derivative, alpha, beta)
ACTIVATION_PARTIALS(snake_beta, alpha, alpha_partial, alpha, beta)
ACTIVATION_PARTIALS(snake_beta, beta, beta_partial, alpha, beta)
