// Exports a helper.
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
RIGHT_DERIVATIVE
double helper(double x) { return x + 1; }
