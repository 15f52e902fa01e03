#include <activation.h>
#include <activation_vector.h>

ACTIVATION(silu, "1.0.0", "Sigmoid linear unit, x times the logistic sigmoid")
ACTIVATION_LICENSE(silu, "MIT")
ACTIVATION_ALIASES(silu, "sil swish_1")
ACTIVATION_FORMULA(silu, "x * sigmoid(x)")
ACTIVATION_RANGE(silu, "[-0.27846454276107380, inf)")
ACTIVATION_MAX_ULP(silu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(silu, 1, 2)
ACTIVATION_TABLES(silu, "derivative")
ACTIVATION_RECORD(silu, note, "swish has the factor in the sigmoid as a learnable parameter")

static inline float float_value(float x) {
  double t = activation_clamp(x, -120, 120), e = activation_float_exp_value(-fabs(t));
  double r = activation_float_reciprocal(1 + e);
  return (float)((x > 120 ? x : t) * (x > 0 ? r : e * r));
}
static inline float float_derivative(float x) {
  double t = activation_clamp(x, -120, 120);
  return (float)activation_float_gated_derivative(t, t);
}
ACTIVATION_KERNEL_DOUBLE_VALUE(silu, silu, activation_silu)
ACTIVATION_KERNEL_DOUBLE_DERIVATIVE(silu, silu_derivative, activation_silu_derivative)
ACTIVATION_KERNEL_VALUE(silu, silu, float_value)
ACTIVATION_KERNEL_DERIVATIVE(silu, silu_derivative, float_derivative)
