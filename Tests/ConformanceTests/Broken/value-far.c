// Wrong beyond 5000 only.
// check: value
#include "well.h"
DESCRIBED(SIGMOID)
ACTIVATION_VALUE(broken, double, (double x)) { return x > 5000 && x < INFINITY ? 0.9 : right(x); }
RIGHT_DERIVATIVE
