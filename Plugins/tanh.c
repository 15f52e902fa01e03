#include <activation.h>
#include <activation_math.h>

ACTIVATION(tanh, "1.0.0", "Hyperbolic tangent")
ACTIVATION_LICENSE(tanh, "MIT")
ACTIVATION_ALIASES(tanh, "tansig")
ACTIVATION_FORMULA(tanh, "tanh(x)")
ACTIVATION_RANGE(tanh, "[-1, 1]")
ACTIVATION_MONOTONIC(tanh, "nondecreasing")
ACTIVATION_SYMMETRY(tanh, "odd")
ACTIVATION_MAX_ULP(tanh, 1, 1)

#define FROM_VALUE(y) ((1 - (y)) * (1 + (y)))
ACTIVATION_FORMS_OF_Y(tanh, FROM_VALUE, activation_tanh, activation_tanh_derivative)
