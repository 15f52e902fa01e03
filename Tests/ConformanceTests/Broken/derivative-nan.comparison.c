/* x > 0 ? 1 : 0 has a gradient of 0 for a NaN, which hides where it came from. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Rectified linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "max(x, 0)")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x)) { return x <= 0 ? 0 : x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x > 0 ? 1 : 0; }
