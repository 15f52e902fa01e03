/* x > 0 is false for NaN: a relu that turns what broke upstream into a plausible 0. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Rectified linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "max(x, 0)")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x)) { return x > 0 ? x : 0; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x > 0 ? 1 : x <= 0 ? 0 : x; }
