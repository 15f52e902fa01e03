/* Says nothing of what it computes. */
#include <activation.h>
#include <math.h>
ACTIVATION(no_formula, "1.0.0", "Arctangent, and a little of a sine")
ACTIVATION_LICENSE(no_formula, "MIT")
ACTIVATION_VALUE(no_formula, double, (double x)) { return atan(x) + 0.125 * sin(x); }
ACTIVATION_DERIVATIVE(no_formula, double, (double x)) { return 1 / (1 + x * x) + 0.125 * cos(x); }
