// The formula does not parse.
#include "well.h"
DESCRIBED("1 / (1 + exp(-x)")
RIGHT_VALUE
RIGHT_DERIVATIVE
