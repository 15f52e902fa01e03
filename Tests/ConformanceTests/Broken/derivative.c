// Off by 1e-5 of itself.
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return right_derivative(x) * (1 + 1e-5); }
