/* A helper that is not static: another library's `clamp` may take its place. */
#include "sound.h"
DESCRIPTION VALUE(double)
double clamp(double x) { return x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return slope(clamp(x)); }
