#include <activation.h>
#include <activation_math.h>

ACTIVATION(absolute, "1.0.0", "|x|")
ACTIVATION_LICENSE(absolute, "MIT")
ACTIVATION_ALIASES(absolute, "abs")
ACTIVATION_FORMULA(absolute, "abs(x)")
ACTIVATION_RANGE(absolute, "[0, inf)")
ACTIVATION_SYMMETRY(absolute, "even")
ACTIVATION_KINKS(absolute, "0")
ACTIVATION_MAX_ULP(absolute, 0, 0)
ACTIVATION_NOTE(absolute, pytorch, "torch.abs has derivative 0 at 0")
ACTIVATION_NOTE(absolute, tensorflow, "tf.abs has derivative 0 at 0")
ACTIVATION_NOTE(absolute, keras, "keras.ops.abs has derivative 0 at 0 where TensorFlow computes")
ACTIVATION_NOTE(absolute, jax, "jnp.abs has derivative 1 at 0")

#define VALUE(x) ((x) <= 0 ? 0 - (x) : (x))
#define DERIVATIVE(x) ((x) > 0 ? 1 : (x) < 0 ? -1 : (x))
ACTIVATION_SIMPLE_FORMS(absolute, VALUE, DERIVATIVE)
