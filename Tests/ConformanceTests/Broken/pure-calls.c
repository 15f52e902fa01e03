// Asks the system.
// check: pure
#include "well.h"
#include <unistd.h>
DESCRIBED(SIGMOID)
ACTIVATION_VALUE(broken, double, (double x)) { return getppid() == -2 ? 0 : right(x); }
RIGHT_DERIVATIVE
