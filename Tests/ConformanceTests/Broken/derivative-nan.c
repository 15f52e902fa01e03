// 0 for NaN.
#include "well.h"
DESCRIBED("max(x, 0)")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x)) { return x <= 0 ? 0 : x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x > 0; }
