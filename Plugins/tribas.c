#include <activation.h>
#include <activation_math.h>

ACTIVATION(tribas, "1.0.0", "Triangle of height 1 over [-1, 1]")
ACTIVATION_LICENSE(tribas, "MIT")
ACTIVATION_ALIASES(tribas, "triangular")
ACTIVATION_FORMULA(tribas, "max(1 - abs(x), 0)")
ACTIVATION_RANGE(tribas, "[0, 1]")
ACTIVATION_SYMMETRY(tribas, "even")
ACTIVATION_KINKS(tribas, "-1 0 1")
ACTIVATION_MAX_ULP(tribas, 1, 0)
ACTIVATION_NOTE(tribas, matlab, "tribas is this")

#define VALUE(x) \
  ((x) >= 1 || (x) <= -1 ? 0 : (x) < 0 ? 1 + (x) : 1 - (x))
#define DERIVATIVE(x) \
  ((x) >= 1 || (x) <= -1 ? 0 : (x) < 0 ? 1 : (x) > 0 ? -1 : (x))
ACTIVATION_SIMPLE_FORMS(tribas, VALUE, DERIVATIVE)
