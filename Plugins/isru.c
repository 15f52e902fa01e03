#include <activation.h>
#include <activation_math.h>

ACTIVATION(isru, "1.0.0", "Inverse square root unit")
ACTIVATION_LICENSE(isru, "MIT")
ACTIVATION_FORMULA(isru, "x / sqrt(1 + alpha * x^2)")
ACTIVATION_PARAMETER_IN(isru, alpha, 1, "in [0.015625, 64]", "the limits are 1 / sqrt(alpha)")
ACTIVATION_RANGE(isru, "[-1/sqrt(alpha), 1/sqrt(alpha)]")
ACTIVATION_MONOTONIC(isru, "nondecreasing")
ACTIVATION_SYMMETRY(isru, "odd")
ACTIVATION_MAX_ULP(isru, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(isru, 1, 2)

static inline float float_value(float x, float alpha) {
  double a = activation_clamp(x, -0x1p200, 0x1p200);
  return (float)(a / sqrt(1 + alpha * a * a));
}
static inline float float_derivative(float x, float alpha) {
  double d = 1 + alpha * (double)x * x;
  return (float)(1 / (d * sqrt(d)));
}
ACTIVATION_FORMS_WITH_FLOAT(
    isru, float_value, float_derivative, activation_isru, activation_isru_derivative, alpha)
