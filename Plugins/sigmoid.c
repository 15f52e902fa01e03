#include <activation.h>
#include <activation_math.h>

ACTIVATION(sigmoid, "1.0.0", "Logistic sigmoid")
ACTIVATION_LICENSE(sigmoid, "MIT")
ACTIVATION_ALIASES(sigmoid, "logistic logsig")
ACTIVATION_FORMULA(sigmoid, "1 / (1 + exp(-x))")
ACTIVATION_RANGE(sigmoid, "[0, 1]")
ACTIVATION_MONOTONIC(sigmoid, "nondecreasing")
ACTIVATION_MAX_ULP(sigmoid, 1, 1)

#define FROM_VALUE(y) ((y) * (1 - (y)))
ACTIVATION_FORMS_OF_Y(sigmoid, FROM_VALUE, activation_sigmoid, activation_sigmoid_derivative)
