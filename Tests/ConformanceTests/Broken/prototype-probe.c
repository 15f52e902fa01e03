// The record names the arguments in another order than the function takes them.
#include "well.h"
DESCRIBED("exp(-x * x) + beta")
ACTIVATION_PARAMETER(broken, beta, 1, "added")
ACTIVATION_RECORD(broken, value, "double broken_value(double beta, double x)")
ACTIVATION_EXPORT double broken_value(double x, double beta) { return exp(-x * x) + beta; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return -2 * x * exp(-x * x); }
