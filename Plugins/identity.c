#include <activation.h>
#include <activation_math.h>

ACTIVATION(identity, "1.0.0", "Identity")
ACTIVATION_LICENSE(identity, "MIT")
ACTIVATION_ALIASES(identity, "linear purelin none")
ACTIVATION_FORMULA(identity, "x")
ACTIVATION_RANGE(identity, "(-inf, inf)")
ACTIVATION_MONOTONIC(identity, "increasing")
ACTIVATION_SYMMETRY(identity, "odd")
ACTIVATION_MAX_ULP(identity, 0, 0)

#define VALUE(x) (x)
#define DERIVATIVE(x) ((x) == (x) ? 1 : (x))
ACTIVATION_SIMPLE_FORMS(identity, VALUE, DERIVATIVE)
