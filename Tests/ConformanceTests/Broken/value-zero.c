// Flushes subnormal inputs.
#include "well.h"
#include <float.h>
DESCRIBED("sinh(x)")
ACTIVATION_MAX_ULP(broken, 3, 3)
ACTIVATION_VALUE(broken, double, (double x)) { return fabs(x) < DBL_MIN ? 0 : sinh(x); }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return cosh(x); }
