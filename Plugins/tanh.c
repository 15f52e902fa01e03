#include <activation.h>
#include <activation_vector.h>

ACTIVATION(tanh, "1.0.0", "Hyperbolic tangent")
ACTIVATION_LICENSE(tanh, "MIT")
ACTIVATION_ALIASES(tanh, "tansig htan")
ACTIVATION_FORMULA(tanh, "tanh(x)")
ACTIVATION_RANGE(tanh, "[-1, 1]")
ACTIVATION_MONOTONIC(tanh, "nondecreasing")
ACTIVATION_SYMMETRY(tanh, "odd")
ACTIVATION_MAX_ULP(tanh, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(tanh, 1, 2)
ACTIVATION_NOTE(tanh, fann, "FANN_SIGMOID_SYMMETRIC is tanh(steepness x), steepness 0.5 by default")
ACTIVATION_NOTE(tanh, dlib, "htan is this")

#define FROM_VALUE(y) ((1 - (y)) * (1 + (y)))
static inline float float_value(float x) {
  double t = activation_clamp(x, -20, 20);
  activation_float_exp e = activation_float_exp_parts(-2 * fabs(t));
  double m = e.scale - 1 + e.scale * e.w;
  double y = m * activation_float_reciprocal(2 + m);
  return (float)(t < 0 ? y : -y);
}
static inline float float_derivative(float x) {
  double e = activation_float_exp_value(-2 * fabs(activation_clamp(x, -60, 60)));
  double r = activation_float_reciprocal(1 + e);
  return (float)(4 * e * r * r);
}
ACTIVATION_KERNEL_DOUBLE_VALUE(tanh, tanh, activation_tanh)
ACTIVATION_GRADIENTS_OF_Y(tanh, double, FROM_VALUE)
ACTIVATION_SCALAR_DERIVATIVE(tanh, double, activation_tanh, activation_tanh_derivative)
ACTIVATION_KERNEL_VALUE(tanh, tanh, float_value)
ACTIVATION_GRADIENTS_OF_Y(tanh, float, FROM_VALUE)
ACTIVATION_SCALAR_DERIVATIVE(tanh, float, float_value, float_derivative)
