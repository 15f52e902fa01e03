#include <activation.h>
#include <activation_math.h>

ACTIVATION(silu, "1.0.0", "Sigmoid linear unit, x times the logistic sigmoid")
ACTIVATION_LICENSE(silu, "MIT")
ACTIVATION_ALIASES(silu, "sil swish_1")
ACTIVATION_FORMULA(silu, "x * sigmoid(x)")
ACTIVATION_RANGE(silu, "[-0.27846454276107380, inf)")
ACTIVATION_MAX_ULP(silu, 1, 1)
ACTIVATION_RECORD(silu, note, "swish has the factor in the sigmoid as a learnable parameter")

ACTIVATION_FORMS(silu, activation_silu, activation_silu_derivative)
