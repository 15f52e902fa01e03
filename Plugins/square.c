#include <activation.h>
#include <activation_math.h>

ACTIVATION(square, "1.0.0", "x^2")
ACTIVATION_LICENSE(square, "MIT")
ACTIVATION_FORMULA(square, "x^2")
ACTIVATION_RANGE(square, "[0, inf)")
ACTIVATION_SYMMETRY(square, "even")
ACTIVATION_MAX_ULP(square, 1, 1)

#define VALUE(x) ((x) * (x))
#define DERIVATIVE(x) (2 * (x))
ACTIVATION_SIMPLE_FORMS(square, VALUE, DERIVATIVE)
