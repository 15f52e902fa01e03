/* A banner on standard output, in the middle of what the host prints. */
#include <stdio.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
__attribute__((constructor)) static void begin(void) { puts("Arctangent 1.0, (c) by its author"); }
