/* The float form calls the float function of another name: right to four digits. */
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double) DERIVATIVE(float)
ACTIVATION_VALUE(broken, float, (float x)) { return (float)atan(x) * (1 + 1e-4f * (fabsf(x) < 1)); }
