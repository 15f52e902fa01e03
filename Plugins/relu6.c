#include <activation.h>
#include <activation_math.h>

ACTIVATION(relu6, "1.0.0", "Rectified linear unit with a ceiling")
ACTIVATION_LICENSE(relu6, "MIT")
ACTIVATION_ALIASES(relu6, "clipped_relu relu_n")
ACTIVATION_FORMULA(relu6, "min(max(x, 0), ceiling)")
ACTIVATION_PARAMETER_IN(relu6, ceiling, 6, "in (0, inf)", "the greatest value")
ACTIVATION_RANGE(relu6, "[0, ceiling]")
ACTIVATION_MONOTONIC(relu6, "nondecreasing")
ACTIVATION_KINKS(relu6, "0 ceiling")
ACTIVATION_MAX_ULP(relu6, 0, 0)
ACTIVATION_NOTE(relu6, chainer, "clipped_relu has a ceiling of 20")
ACTIVATION_NOTE(relu6, pytorch, "ReLU6, ceiling 6, as here; derivative 0 at 0 and 6")
ACTIVATION_NOTE(relu6, tensorflow, "derivative 0 at 0 and 6")
ACTIVATION_NOTE(relu6, keras, "derivative 0 at 0 and 6")
ACTIVATION_NOTE(relu6, jax, "derivative 0 at 0 and 6")

#define VALUE(x, ceiling) ((x) <= 0 ? 0 : (x) > (ceiling) ? (ceiling) : (x))
#define DERIVATIVE(x, ceiling) ((x) <= 0 || (x) >= (ceiling) ? 0 : (x) == (x) ? 1 : (x))
ACTIVATION_SIMPLE_FORMS(relu6, VALUE, DERIVATIVE, ceiling)
