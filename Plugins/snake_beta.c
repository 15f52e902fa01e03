#include <activation.h>
#include <activation_math.h>

ACTIVATION(snake_beta, "1.0.0", "x with a periodic part of learned frequency and size")
ACTIVATION_LICENSE(snake_beta, "MIT")
ACTIVATION_FORMULA(snake_beta, "x + sin(alpha * x)^2 / beta")
ACTIVATION_PARAMETER_IN(snake_beta, alpha, 1, "in [0.015625, 64] learnable", "frequency")
ACTIVATION_PARAMETER_IN(snake_beta, beta, 1, "in [0.015625, 64] learnable", "divides the periodic part")
ACTIVATION_RANGE(snake_beta, "(-inf, inf)")
ACTIVATION_MAX_ULP(snake_beta, 3, 2)

static inline double value(double x, double alpha, double beta) {
  double s = sin(alpha * x), y = x + s * s / beta;
  return fabs(x) < INFINITY ? y : x;
}
/* in long double, for it has roots in every period */
static inline double derivative(double x, double alpha, double beta) {
  long double t = (long double)alpha * x;
  long double s = sinl(t), c = cosl(t);
  double y = (double)((s + c) * (s + c) + 2 * s * c * ((long double)alpha - beta) / beta);
  return y;
}
static inline double alpha_partial(double x, double alpha, double beta) {
  return x * sin(2 * alpha * x) / beta;
}
static inline double beta_partial(double x, double alpha, double beta) {
  double s = sin(alpha * x) / beta;
  return -s * s;
}
ACTIVATION_FORMS(snake_beta, value, derivative, alpha, beta)
ACTIVATION_PARTIALS(snake_beta, alpha, alpha_partial, alpha, beta)
ACTIVATION_PARTIALS(snake_beta, beta, beta_partial, alpha, beta)
