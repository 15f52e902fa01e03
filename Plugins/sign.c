#include <activation.h>
#include <activation_math.h>

ACTIVATION(sign, "1.0.0", "-1, 0 or 1, as the input is negative, zero or positive")
ACTIVATION_LICENSE(sign, "MIT")
ACTIVATION_ALIASES(sign, "sgn signum hardlims")
ACTIVATION_FORMULA(sign, "where(x > 0, 1, where(x < 0, -1, 0))")
ACTIVATION_RANGE(sign, "[-1, 1]")
ACTIVATION_MONOTONIC(sign, "nondecreasing")
ACTIVATION_SYMMETRY(sign, "odd")
ACTIVATION_KINKS(sign, "0")
ACTIVATION_MAX_ULP(sign, 0, 0)
ACTIVATION_RECORD(sign, note, "its derivative is 0: a hidden layer below it learns nothing")
ACTIVATION_NOTE(sign, matlab, "hardlims is 1, not 0, at 0")

#define VALUE(x) ((x) > 0 ? 1 : (x) < 0 ? -1 : (x))
#define DERIVATIVE(x) ((x) == (x) ? 0 : (x))
ACTIVATION_SIMPLE_FORMS(sign, VALUE, DERIVATIVE)
