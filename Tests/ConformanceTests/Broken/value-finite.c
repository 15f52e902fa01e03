// Overflows although the result does not.
#include "well.h"
DESCRIBED("softplus(x)")
ACTIVATION_VALUE(broken, double, (double x)) { return log1p(exp(x)); }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return right(x); }
