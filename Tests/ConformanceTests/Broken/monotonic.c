// Rises, and says that it falls.
#include "well.h"
DESCRIBED(SIGMOID)
ACTIVATION_MONOTONIC(broken, "decreasing")
RIGHT_VALUE
RIGHT_DERIVATIVE
