#include <activation.h>
#include <activation_math.h>

ACTIVATION(sparse_sigmoid, "1.0.0", "Identity moved and clipped to [0, 1]")
ACTIVATION_LICENSE(sparse_sigmoid, "MIT")
ACTIVATION_FORMULA(sparse_sigmoid, "min(max((x + 1) / 2, 0), 1)")
ACTIVATION_RANGE(sparse_sigmoid, "[0, 1]")
ACTIVATION_MONOTONIC(sparse_sigmoid, "nondecreasing")
ACTIVATION_KINKS(sparse_sigmoid, "-1 1")
ACTIVATION_MAX_ULP(sparse_sigmoid, 1, 1)
ACTIVATION_NOTE(sparse_sigmoid, keras, "derivative 0 at -1 and 1 where TensorFlow computes")
ACTIVATION_NOTE(sparse_sigmoid, jax, "derivative 0.25 at -1 and 1")

#define VALUE(x) ((x) <= -1 ? 0 : (x) >= 1 ? 1 : ((x) + 1) / 2)
#define DERIVATIVE(x) ((x) <= -1 || (x) >= 1 ? 0 : (x) == (x) ? 0.5f : (x))
ACTIVATION_SIMPLE_FORMS(sparse_sigmoid, VALUE, DERIVATIVE)
