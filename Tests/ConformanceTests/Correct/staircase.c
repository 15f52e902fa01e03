/* Jumps at each half: a derivative of 0, kinks that recur. */
#include <activation.h>
#include <math.h>
ACTIVATION(staircase, "1.0.0", "Rounds down to halves")
ACTIVATION_LICENSE(staircase, "MIT")
ACTIVATION_FORMULA(staircase, "floor(2 * x) / 2")
ACTIVATION_KINKS(staircase, "floor(2 * x) / 2")
ACTIVATION_MONOTONIC(staircase, "nondecreasing")
ACTIVATION_MAX_ULP(staircase, 0, 0)
ACTIVATION_VALUE(staircase, double, (double x)) { return fabs(x) > 0x1p60 ? x : floor(2 * x) / 2; }
ACTIVATION_DERIVATIVE(staircase, double, (double x)) { return x != x ? x : 0; }
