/* A prototype typed by hand, whose symbol was renamed since. */
#include "sound.h"
DESCRIPTION VALUE(double)
ACTIVATION_RECORD(broken, derivative, "double broken_slope(double x)")
