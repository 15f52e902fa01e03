/* Subtle: wrong only for parameters other than the default, which one place has as a constant. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Arctangent of a scaled input")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "atan(beta * x)")
ACTIVATION_PARAMETER_IN(broken, beta, 1.5, "in [0.5, 4]", "factor of the input")
ACTIVATION_VALUE(broken, double, (double x, double beta)) { return atan(beta * x); }
ACTIVATION_DERIVATIVE(broken, double, (double x, double beta)) { return 1.5 * slope(beta * x); }
