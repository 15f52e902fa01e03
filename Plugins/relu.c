#include <activation.h>
#include <activation_math.h>

ACTIVATION(relu, "1.0.0", "Rectified linear unit")
ACTIVATION_LICENSE(relu, "MIT")
ACTIVATION_ALIASES(relu, "poslin rectifier")
ACTIVATION_FORMULA(relu, "max(x, 0)")
ACTIVATION_RANGE(relu, "[0, inf)")
ACTIVATION_MONOTONIC(relu, "nondecreasing")
ACTIVATION_KINKS(relu, "0")
ACTIVATION_MAX_ULP(relu, 0, 0)
ACTIVATION_RECORD(relu, note, "the derivative at 0 is 0, as in PyTorch, JAX and Keras")
ACTIVATION_NOTE(relu, pytorch, "derivative 0 at 0; torch.maximum(x, 0) has 0.5 there")
ACTIVATION_NOTE(relu, tensorflow,
  "derivative 0 at 0; tf.maximum(x, 0) has 1 there, tf.maximum(0, x) 0")
ACTIVATION_NOTE(relu, keras, "derivative 0 at 0")
ACTIVATION_NOTE(relu, jax, "derivative 0 at 0; jnp.maximum(x, 0) has 0.5 there")

#define VALUE(x) ((x) <= 0 ? 0 : (x))
#define DERIVATIVE(x) ((x) > 0 ? 1 : (x) <= 0 ? 0 : (x))
ACTIVATION_ARRAYS_OF_Y(relu, double, VALUE, DERIVATIVE)
ACTIVATION_ARRAYS_OF_Y(relu, float, VALUE, DERIVATIVE)
ACTIVATION_SCALARS(relu, double, VALUE, DERIVATIVE)
ACTIVATION_SCALARS(relu, float, VALUE, DERIVATIVE)
