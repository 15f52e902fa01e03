/* Subtle: off by 1e-5 relative, and no formula to hold it to: only differences show it. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Arctangent")
ACTIVATION_LICENSE(broken, "MIT")
VALUE(double)
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return 1.00001 * slope(x); }
