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
ACTIVATION_NOTE(gelu, jax, "jax.nn.gelu is gelu_tanh unless approximate=False")
ACTIVATION_NOTE(gelu, flax, "flax.linen.gelu is gelu_tanh unless approximate=False")
ACTIVATION_NOTE(gelu, keras,
  "keras.ops.gelu is gelu_tanh unless approximate=False; keras.activations.gelu and the layers "
  "are this form (Keras 3)")
ACTIVATION_NOTE(gelu, tinygrad, "Tensor.gelu is gelu_tanh")
ACTIVATION_NOTE(gelu, mnn, "GELU is gelu_tanh")
ACTIVATION_NOTE(gelu, mindspore,
  "mindspore.nn.GELU is gelu_tanh unless approximate=False; ops.gelu is this form")
ACTIVATION_NOTE(gelu, pytorch, "this form; approximate='tanh' is gelu_tanh")
ACTIVATION_NOTE(gelu, onnx, "Gelu (opset 20) is this form; approximate=\"tanh\" is gelu_tanh")

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
