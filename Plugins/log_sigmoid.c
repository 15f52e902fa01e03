#include <activation.h>
#include <activation_math.h>

ACTIVATION(log_sigmoid, "1.0.0", "Logarithm of the logistic sigmoid")
ACTIVATION_LICENSE(log_sigmoid, "MIT")
ACTIVATION_ALIASES(log_sigmoid, "logsigmoid")
ACTIVATION_FORMULA(log_sigmoid, "-softplus(-x)")
ACTIVATION_RANGE(log_sigmoid, "(-inf, 0]")
ACTIVATION_MONOTONIC(log_sigmoid, "nondecreasing")
ACTIVATION_MAX_ULP(log_sigmoid, 1, 1)

static inline double value(double x) {
  return -activation_softplus(-x);
}
static inline double derivative(double x) {
  return activation_sigmoid(-x);
}
#define FROM_VALUE(y) (-activation_expm1(y))
ACTIVATION_FORMS_OF_Y(log_sigmoid, FROM_VALUE, value, derivative)
