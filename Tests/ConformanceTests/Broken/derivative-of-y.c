// A hundredth too steep.
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
ACTIVATION_DERIVATIVE(broken, double, (double y)) { return 1.01 * y * (1 - y); }
