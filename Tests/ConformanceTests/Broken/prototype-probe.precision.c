/* Compiled with real = float, described for real = double. */
#include "sound.h"
DESCRIPTION VALUE(double)
ACTIVATION_RECORD(broken, derivative, "double broken_derivative(double x)")
ACTIVATION_EXPORT float broken_derivative(float x) { return (float)slope(x); }
