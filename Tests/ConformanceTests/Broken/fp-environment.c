// Leaves flush-to-zero set.
#include "well.h"
#include <xmmintrin.h>
DESCRIBED(SIGMOID)
ACTIVATION_VALUE(broken, double, (double x)) {
  double y = right(x);
  _mm_setcsr(_mm_getcsr() | 0x8000);
  return y;
}
RIGHT_DERIVATIVE
