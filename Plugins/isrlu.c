#include <activation.h>
#include <activation_math.h>

ACTIVATION(isrlu, "1.0.0", "Inverse square root linear unit")
ACTIVATION_LICENSE(isrlu, "MIT")
ACTIVATION_FORMULA(isrlu, "where(x >= 0, x, x / sqrt(1 + alpha * x^2))")
ACTIVATION_PARAMETER_IN(isrlu, alpha, 1, "in [0.015625, 64]", "the limit at -inf is -1 / sqrt(alpha)")
ACTIVATION_RANGE(isrlu, "[-1/sqrt(alpha), inf)")
ACTIVATION_MONOTONIC(isrlu, "nondecreasing")
ACTIVATION_MAX_ULP(isrlu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(isrlu, 1, 2)

static inline double value(double x, double alpha) {
  double y = activation_isru(x, alpha);
  return x > 0 ? x : y;
}
static inline double derivative(double x, double alpha) {
  double y = activation_isru_derivative(x, alpha);
  return x > 0 ? 1 : y;
}
static inline float float_value(float x, float alpha) {
  double a = x > 0 ? 0 : activation_clamp(x, -0x1p200, 0), y = a / sqrt(1 + alpha * a * a);
  return x > 0 ? x : (float)y;
}
static inline float float_derivative(float x, float alpha) {
  double d = 1 + alpha * (double)x * x, y = 1 / (d * sqrt(d));
  return x > 0 ? 1 : (float)y;
}
ACTIVATION_FORMS_WITH_FLOAT(isrlu, float_value, float_derivative, value, derivative, alpha)
