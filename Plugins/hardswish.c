#include <activation.h>
#include <activation_vector.h>

ACTIVATION(hardswish, "1.0.0", "x times the hard sigmoid")
ACTIVATION_LICENSE(hardswish, "MIT")
ACTIVATION_ALIASES(hardswish, "hard_silu hard_swish")
ACTIVATION_FORMULA(hardswish, "x * min(max(x / 6 + 0.5, 0), 1)")
ACTIVATION_RANGE(hardswish, "[-0.375, inf)")
ACTIVATION_KINKS(hardswish, "-3 3")
ACTIVATION_MAX_ULP(hardswish, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(hardswish, 1, 2)

static inline double value(double x) {
  double inner = activation_clamp(x, -3, 3), y;
  activation_pair n = activation_two_sum(inner, 3);
  n = activation_pair_product(n, activation_make_pair(inner, 0));
  y = activation_quotient(n, activation_make_pair(6, 0));
  return x <= -3 ? 0 : x >= 3 ? x : y;
}
static inline double derivative(double x) {
  double y = (2 * x + 3) / 6;
  return x <= -3 ? 0 : x >= 3 ? 1 : y;
}
static inline float float_value(float x) {
  double inner = activation_clamp(x, -3, 3), y = inner * (inner + 3) * (1.0 / 6);
  return x >= 3 ? x : (float)y;
}
static inline float float_derivative(float x) {
  double y = (2 * (double)x + 3) * (1.0 / 6);
  return x <= -3 ? 0 : x >= 3 ? 1 : (float)y;
}
ACTIVATION_ARRAYS(hardswish, double, value, derivative)
ACTIVATION_SCALARS(hardswish, double, value, derivative)
ACTIVATION_KERNEL_VALUE(hardswish, hardswish, float_value)
ACTIVATION_KERNEL_DERIVATIVE(hardswish, hardswish_derivative, float_derivative)
