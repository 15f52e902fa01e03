#include <activation.h>
#include <activation_vector.h>

ACTIVATION(hardswish, "1.0.0", "x times the hard sigmoid")
ACTIVATION_LICENSE(hardswish, "MIT")
ACTIVATION_ALIASES(hardswish, "hard_silu hard_swish")
ACTIVATION_FORMULA(hardswish, "x * min(max(x / 6 + 0.5, 0), 1)")
ACTIVATION_RANGE(hardswish, "[-0.375, inf)")
ACTIVATION_KINKS(hardswish, "-3 3")
ACTIVATION_MAX_ULP(hardswish, 2, 2)

static inline double value(double x) {
  double inner = x < -3 ? -3 : x > 3 ? 3 : x, y = x * (inner + 3) * (1.0 / 6);
  return x <= -3 ? 0 : x >= 3 ? x : y;
}
static inline double derivative(double x) {
  double y = (2 * x + 3) * (1.0 / 6);
  return x <= -3 ? 0 : x >= 3 ? 1 : y;
}
static inline float float_value(float x) {
  return (float)value(x);
}
static inline float float_derivative(float x) {
  return (float)derivative(x);
}
ACTIVATION_ARRAYS(hardswish, double, value, derivative)
ACTIVATION_SCALARS(hardswish, double, value, derivative)
ACTIVATION_VECTOR_VALUE(hardswish, activation_floats_hardswish, float_value)
ACTIVATION_VECTOR_DERIVATIVE(hardswish, activation_floats_hardswish_derivative, float_derivative)
