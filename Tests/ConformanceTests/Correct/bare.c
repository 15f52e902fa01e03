// The smallest plugin there is.
#include <math.h>
double activation_value(double x) { return 1 / (1 + exp(-x)); }
double activation_derivative(double x) { double s = activation_value(x); return s * (1 - s); }
