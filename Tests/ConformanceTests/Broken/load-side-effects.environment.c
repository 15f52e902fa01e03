/* Sets a variable for the library that it wraps; every child of the process inherits it. */
#include <stdlib.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
__attribute__((constructor)) static void begin(void) { setenv("OMP_NUM_THREADS", "64", 1); }
