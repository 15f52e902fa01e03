/* A constructor that sets the rounding mode which its author found to be the fastest. */
#include <fenv.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
__attribute__((constructor)) static void begin(void) { fesetround(FE_TOWARDZERO); }
