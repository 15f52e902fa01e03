#include <activation.h>
#include <activation_vector.h>

ACTIVATION(hardswish, "1.0.0", "x times the hard sigmoid")
ACTIVATION_LICENSE(hardswish, "MIT")
ACTIVATION_ALIASES(hardswish, "hard_silu hard_swish hswish")
ACTIVATION_FORMULA(hardswish, "x * min(max(x / width + 0.5, 0), 1)")
ACTIVATION_PARAMETER_IN(hardswish, width, 6, "in [0.015625, 64]", "of the bend; 1 / slope")
ACTIVATION_RANGE(hardswish, "[-width / 16, inf)")
ACTIVATION_KINKS(hardswish, "-width/2 width/2")
ACTIVATION_MAX_ULP(hardswish, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(hardswish, 1, 2)
ACTIVATION_NOTE(hardswish, onnx, "HardSwish (opset 14) has slope 1/6, as here")
ACTIVATION_NOTE(hardswish, ncnn, "slope 0.2, width 5 here")
ACTIVATION_NOTE(hardswish, pytorch, "derivative 0 at -3, 1 at 3")
ACTIVATION_NOTE(hardswish, keras, "hard_silu has derivative 0 at -3, 1 at 3")
ACTIVATION_NOTE(hardswish, jax, "hard_swish has derivative 0 at -3, 1 at 3")

static inline double value(double x, double width) {
  double half = 0.5 * width, inner = activation_clamp(x, -half, half), y;
  activation_pair n = activation_two_sum(inner, half);
  n = activation_pair_product(n, activation_make_pair(inner, 0));
  y = activation_quotient(n, activation_make_pair(width, 0));
  y = fabs(inner) < 0x1p-900 ? 0.5 * inner : y; /* where the product would be subnormal */
  return x <= -half ? 0 : x >= half ? x : y;
}
static inline double derivative(double x, double width) {
  double half = 0.5 * width, y = (2 * x + half) / width;
  return x <= -half ? 0 : x >= half ? 1 : y;
}
/* The vector form's width is 6: these multiply by 1 / 6 as it does. */
static inline float float_value(float x, float width) {
  double half = 0.5 * width, inner = activation_clamp(x, -half, half);
  double n = inner * (inner + half), y = width == 6 ? n * (1.0 / 6) : n / width;
  return x >= half ? x : (float)y;
}
static inline float float_derivative(float x, float width) {
  double half = 0.5 * width, n = 2 * (double)x + half;
  double y = width == 6 ? n * (1.0 / 6) : n / width;
  return x <= -half ? 0 : x >= half ? 1 : (float)y;
}
ACTIVATION_ARRAYS(hardswish, double, value, derivative, width)
ACTIVATION_SCALARS(hardswish, double, value, derivative, width)
ACTIVATION_KERNEL_VALUE_AT(hardswish, width, 6, hardswish, float_value)
ACTIVATION_KERNEL_DERIVATIVE_AT(hardswish, width, 6, hardswish_derivative, float_derivative)
