#include <activation.h>
#include <activation_math.h>

ACTIVATION(hardtanh, "1.0.0", "Identity, clipped")
ACTIVATION_LICENSE(hardtanh, "MIT")
ACTIVATION_ALIASES(hardtanh, "hard_tanh satlins clip linear_piece_symmetric hardtan")
ACTIVATION_FORMULA(hardtanh, "min(max(x, low), high)")
ACTIVATION_PARAMETER_IN(hardtanh, low, -1, "in (-inf, 0]", "the least value")
ACTIVATION_PARAMETER_IN(hardtanh, high, 1, "in [0, inf)", "the greatest value")
ACTIVATION_RANGE(hardtanh, "[low, high]")
ACTIVATION_MONOTONIC(hardtanh, "nondecreasing")
ACTIVATION_KINKS(hardtanh, "low high")
ACTIVATION_MAX_ULP(hardtanh, 0, 0)
ACTIVATION_NOTE(hardtanh, darknet, "hardtan is this")
ACTIVATION_NOTE(hardtanh, fann, "FANN_LINEAR_PIECE_SYMMETRIC is this of steepness x, steepness 0.5")
ACTIVATION_NOTE(hardtanh, pytorch, "derivative 0 at -1 and 1")
ACTIVATION_NOTE(hardtanh, tensorflow, "tf.clip_by_value has derivative 1 at both ends")
ACTIVATION_NOTE(hardtanh, keras, "hard_tanh has derivative 1 at -1 and 1 where TensorFlow computes")
ACTIVATION_NOTE(hardtanh, jax, "hard_tanh has derivative 1 at -1 and 1")

/* One after the other: a maximum and a minimum of the processor. */
#define ABOVE(x, low) ((x) < (low) ? (low) : (x))
#define VALUE(x, low, high) (ABOVE(x, low) > (high) ? (high) : ABOVE(x, low))
#define DERIVATIVE(x, low, high) ((x) <= (low) || (x) >= (high) ? 0 : (x) == (x) ? 1 : (x))
ACTIVATION_SIMPLE_FORMS(hardtanh, VALUE, DERIVATIVE, low, high)
