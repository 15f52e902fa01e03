#include <activation.h>
#include <activation_vector.h>

ACTIVATION(gelu, "1.0.0", "Gaussian error linear unit, x times the normal distribution function")
ACTIVATION_LICENSE(gelu, "MIT")
ACTIVATION_ALIASES(gelu, "gelu_erf")
ACTIVATION_FORMULA(gelu, "x * normal_cdf(x)")
ACTIVATION_RANGE(gelu, "[-0.16997120747990369, inf)")
ACTIVATION_MAX_ULP(gelu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(gelu, 2, 2)
ACTIVATION_RECORD(gelu, note,
  "the exact form, through erfc; jax.nn.gelu and keras.ops.gelu take the "
  "approximation, gelu_tanh, by default")

static inline float float_value(float x) {
  return (float)activation_float_gelu(x);
}
static inline float float_derivative(float x) {
  return (float)activation_float_gelu_derivative(x);
}
ACTIVATION_KERNEL_DOUBLE_VALUE(gelu, gelu, activation_gelu)
ACTIVATION_KERNEL_DOUBLE_DERIVATIVE(gelu, gelu_derivative, activation_gelu_derivative)
ACTIVATION_KERNEL_VALUE(gelu, gelu, float_value)
ACTIVATION_KERNEL_DERIVATIVE(gelu, gelu_derivative, float_derivative)
