/* f' written for x and called with y, which one public library did for years. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Hyperbolic tangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "tanh(x)")
ACTIVATION_VALUE(broken, double, (double x)) { return tanh(x); }
ACTIVATION_DERIVATIVE(broken, double, (double y)) { return 1 - tanh(y) * tanh(y); }
