// Does not say that it has one.
// check: derivative-kinks
#include "well.h"
DESCRIBED("max(x, 0)")
ACTIVATION_VALUE(broken, double, (double x)) { return x <= 0 ? 0 : x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x != x ? x : x > 0; }
