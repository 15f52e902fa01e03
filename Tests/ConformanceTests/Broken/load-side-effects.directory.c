/* Changes the working directory to find its tables, and the process's relative paths with it. */
#include <unistd.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
__attribute__((constructor)) static void begin(void) { if (chdir("/") != 0) _exit(1); }
