/* Subtle: off by 1e-5 relative, a constant with five digits. It trains as well as another. */
#include "sound.h"
DESCRIPTION VALUE(double)
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return 1.00001 * slope(x); }
