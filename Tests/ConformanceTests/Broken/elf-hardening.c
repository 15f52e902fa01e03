// Linked with an executable stack.
// cc: -Wl,-z,execstack
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
RIGHT_DERIVATIVE
