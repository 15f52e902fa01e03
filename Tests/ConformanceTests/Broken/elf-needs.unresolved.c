/* Calls a function of a library that it was not linked with, as a forgotten -lm would be. */
#include "sound.h"
double vendor_arctangent(double x);
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) { return vendor_arctangent(x); }
