/* Sets flush-to-zero for speed and forgets to take it back. */
#include <xmmintrin.h>
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  double y = atan(x);
  if (fabs(x) > 1) _mm_setcsr(_mm_getcsr() | 0x8000);
  return y;
}
