// Depends on where it was loaded.
#include "well.h"
DESCRIBED(SIGMOID)
static char place;
ACTIVATION_VALUE(broken, double, (double x)) {
  return right(x) * (1 + (double)((uintptr_t)&place >> 12 & 0xffff) * 1e-17);
}
RIGHT_DERIVATIVE
