#include <activation.h>
#include <activation_math.h>

ACTIVATION(exponential, "1.0.0", "e^x")
ACTIVATION_LICENSE(exponential, "MIT")
ACTIVATION_ALIASES(exponential, "exp")
ACTIVATION_FORMULA(exponential, "exp(x)")
ACTIVATION_RANGE(exponential, "[0, inf)")
ACTIVATION_MONOTONIC(exponential, "nondecreasing")
ACTIVATION_MAX_ULP(exponential, 1, 1)

static inline double value(double x) {
  return activation_exp(x);
}
#define FROM_VALUE(y) (y)
ACTIVATION_FORMS_OF_Y(exponential, FROM_VALUE, value, value)
