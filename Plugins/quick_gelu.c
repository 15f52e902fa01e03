#include <activation.h>
#include <activation_math.h>

ACTIVATION(quick_gelu, "1.0.0", "x times the logistic sigmoid of 1.702 x")
ACTIVATION_LICENSE(quick_gelu, "MIT")
ACTIVATION_ALIASES(quick_gelu, "fast_gelu gelu_fast_approx")
ACTIVATION_FORMULA(quick_gelu, "x * sigmoid(1.702 * x)")
ACTIVATION_RANGE(quick_gelu, "[-0.16361018963635358, inf)")
ACTIVATION_MAX_ULP(quick_gelu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(quick_gelu, 1, 2)
ACTIVATION_NOTE(quick_gelu, huggingface, "quick_gelu is this form; gelu_fast is gelu_tanh")
ACTIVATION_NOTE(quick_gelu, mindspore, "fast_gelu is this form")
ACTIVATION_NOTE(quick_gelu, mlx, "gelu_fast_approx is this form")

static inline activation_pair scaled(double x) {
  activation_pair t = activation_product(activation_clamp(x, -1000, 1000), 1.702);
  t.lo += x * 0x1.89374bc6a7efap-55;
  return t;
}
static inline double value(double x) {
  return activation_gated(x, scaled(x));
}
static inline double derivative(double x) {
  activation_pair t = scaled(activation_clamp(x, -1000, 1000));
  return activation_silu_derivative_pair(t.hi, t.lo);
}
static inline float float_value(float x) {
  double finite = x < -0x1p100f ? -0.0 : x;
  return (float)(finite * activation_float_sigmoid(1.702 * x));
}
static inline float float_derivative(float x) {
  double t = activation_clamp(1.702 * x, -300, 300);
  return (float)activation_float_gated_derivative(t, t);
}
ACTIVATION_FORMS_WITH_FLOAT(quick_gelu, float_value, float_derivative, value, derivative)
