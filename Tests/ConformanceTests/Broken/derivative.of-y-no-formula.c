/* 1 - |y| for 1 - y * y, without a formula and without a derivative of x: differences of the value tell. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Hyperbolic tangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_VALUE(broken, double, (double x)) { return tanh(x); }
ACTIVATION_DERIVATIVE(broken, double, (double y)) { return 1 - fabs(y); }
