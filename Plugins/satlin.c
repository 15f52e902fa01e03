#include <activation.h>
#include <activation_math.h>

ACTIVATION(satlin, "1.0.0", "Identity, clipped to [0, 1]")
ACTIVATION_LICENSE(satlin, "MIT")
ACTIVATION_ALIASES(satlin, "linear_piece")
ACTIVATION_FORMULA(satlin, "min(max(x, 0), 1)")
ACTIVATION_RANGE(satlin, "[0, 1]")
ACTIVATION_MONOTONIC(satlin, "nondecreasing")
ACTIVATION_KINKS(satlin, "0 1")
ACTIVATION_MAX_ULP(satlin, 0, 0)
ACTIVATION_NOTE(satlin, matlab, "satlin is this; satlins is hardtanh")
ACTIVATION_NOTE(satlin, fann, "FANN_LINEAR_PIECE is this of steepness x, steepness 0.5 by default")
ACTIVATION_NOTE(satlin, pytorch, "torch.clamp(x, 0, 1) has derivative 1 at 0 and 1")
ACTIVATION_NOTE(satlin, tensorflow, "tf.clip_by_value(x, 0, 1) has derivative 1 at 0 and 1")
ACTIVATION_NOTE(satlin, keras,
  "keras.ops.clip(x, 0, 1) has derivative 1 at 0 and 1 where TensorFlow computes")
ACTIVATION_NOTE(satlin, jax, "jnp.clip(x, 0, 1) has derivative 0.5 at 0 and 1")

#define VALUE(x) ((x) <= 0 ? 0 : (x) > 1 ? 1 : (x))
#define DERIVATIVE(x) ((x) <= 0 || (x) >= 1 ? 0 : (x) == (x) ? 1 : (x))
ACTIVATION_SIMPLE_FORMS(satlin, VALUE, DERIVATIVE)
