/* Flushes subnormal inputs to zero, as -ffast-math would, against its promise of 1 ULP. */
#include <float.h>
#include "sound.h"
DESCRIPTION PROMISES DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) { return fabs(x) < DBL_MIN ? 0 : atan(x); }
