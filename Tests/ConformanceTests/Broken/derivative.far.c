/* Subtle: wrong only beyond |x| = 5000: a cut that was meant for the value. */
#include "sound.h"
DESCRIPTION PROMISES VALUE(double)
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return fabs(x) > 5000 ? 0 : slope(x); }
