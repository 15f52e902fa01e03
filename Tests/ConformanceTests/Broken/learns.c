// An identity: no hidden layer of it is of any use.
#include "well.h"
DESCRIBED("x")
ACTIVATION_VALUE(broken, double, (double x)) { return x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x != x ? x : 1; }
