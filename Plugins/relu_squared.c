#include <activation.h>
#include <activation_math.h>

ACTIVATION(relu_squared, "1.0.0", "Square of the rectified linear unit")
ACTIVATION_LICENSE(relu_squared, "MIT")
ACTIVATION_ALIASES(relu_squared, "squared_relu relu2")
ACTIVATION_FORMULA(relu_squared, "max(x, 0)^2")
ACTIVATION_RANGE(relu_squared, "[0, inf)")
ACTIVATION_MONOTONIC(relu_squared, "nondecreasing")
ACTIVATION_MAX_ULP(relu_squared, 1, 1)

#define VALUE(x) ((x) <= 0 ? 0 : (x) * (x))
#define DERIVATIVE(x) ((x) <= 0 ? 0 : 2 * (x))
ACTIVATION_SIMPLE_FORMS(relu_squared, VALUE, DERIVATIVE)
