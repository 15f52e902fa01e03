// Declares half of its range.
#include "well.h"
DESCRIBED(SIGMOID)
ACTIVATION_RANGE(broken, "[0, 0.5]")
RIGHT_VALUE
RIGHT_DERIVATIVE
