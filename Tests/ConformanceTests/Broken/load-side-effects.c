// Sets flush-to-zero for the process, as -ffast-math does.
#include "well.h"
#include <xmmintrin.h>
DESCRIBED(SIGMOID)
RIGHT_VALUE
RIGHT_DERIVATIVE
__attribute__((constructor)) static void hurry(void) { _mm_setcsr(_mm_getcsr() | 0x8040); }
