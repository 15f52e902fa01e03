// Calls a function that no library has.
#include "well.h"
DESCRIBED(SIGMOID)
double hillock_test_nowhere(double);
ACTIVATION_VALUE(broken, double, (double x)) { return x == 12345 ? hillock_test_nowhere(x) : right(x); }
RIGHT_DERIVATIVE
