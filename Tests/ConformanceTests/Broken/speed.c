// A hundred times slower on subnormals.
#include "well.h"
#include <float.h>
DESCRIBED(SIGMOID)
ACTIVATION_VALUE(broken, double, (double x)) {
  if (x != 0 && fabs(x) < DBL_MIN) {
    for (volatile int i = 0; i < 2000; i++) {}
  }
  return right(x);
}
RIGHT_DERIVATIVE
