/* Bends where no net input comes: it conforms, and a network of it learns no more than a line. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Identity down to -1e6")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "max(x, -1e6)")
ACTIVATION_KINKS(broken, "-1e6")
ACTIVATION_VALUE(broken, double, (double x)) { return x < -1e6 ? -1e6 : x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x < -1e6 ? 0 : x != x ? x : 1; }
