/* 0.5 where the derivative has its limits, which are 0. */
#include "sound.h"
DESCRIPTION VALUE(double)
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return isinf(x) ? 0.5 : slope(x); }
