// A rectifier that turns NaN into 0.
#include "well.h"
DESCRIBED("max(x, 0)")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x)) { return x > 0 ? x : 0; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x != x ? x : x > 0; }
