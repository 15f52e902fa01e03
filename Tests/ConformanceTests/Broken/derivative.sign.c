/* The gradient of descent and of ascent confused. */
#include "sound.h"
DESCRIPTION VALUE(double)
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return -slope(x); }
