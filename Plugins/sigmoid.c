#include <activation.h>
#include <activation_vector.h>

ACTIVATION(sigmoid, "1.0.0", "Logistic sigmoid")
ACTIVATION_LICENSE(sigmoid, "MIT")
ACTIVATION_ALIASES(sigmoid, "logistic logsig expit")
ACTIVATION_FORMULA(sigmoid, "1 / (1 + exp(-x))")
ACTIVATION_RANGE(sigmoid, "[0, 1]")
ACTIVATION_MONOTONIC(sigmoid, "nondecreasing")
ACTIVATION_MAX_ULP(sigmoid, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(sigmoid, 1, 2)
ACTIVATION_NOTE(sigmoid, fann,
  "FANN_SIGMOID multiplies its input by a steepness of 0.5 by default, and takes 2 x")

#define FROM_VALUE(y) ((y) * (1 - (y)))
static inline float float_value(float x) {
  double e = activation_float_exp_value(-fabs(activation_clamp(x, -120, 120)));
  double r = activation_float_reciprocal(1 + e);
  return (float)(x < 0 ? e * r : r);
}
static inline float float_derivative(float x) {
  double e = activation_float_exp_value(-fabs(activation_clamp(x, -120, 120)));
  double r = activation_float_reciprocal(1 + e);
  return (float)(e * r * r);
}
ACTIVATION_KERNEL_DOUBLE_VALUE(sigmoid, sigmoid, activation_sigmoid)
ACTIVATION_GRADIENTS_OF_Y(sigmoid, double, FROM_VALUE)
ACTIVATION_SCALAR_DERIVATIVE(sigmoid, double, activation_sigmoid, activation_sigmoid_derivative)
ACTIVATION_KERNEL_VALUE(sigmoid, sigmoid, float_value)
ACTIVATION_GRADIENTS_OF_Y(sigmoid, float, FROM_VALUE)
ACTIVATION_SCALAR_DERIVATIVE(sigmoid, float, float_value, float_derivative)
