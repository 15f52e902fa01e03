// The remainder of the loop computes otherwise.
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
RIGHT_DERIVATIVE
ACTIVATION_VALUE_ARRAY(broken, double, (const double *x, double *y, size_t n)) {
  size_t i = 0;
  for (; i < n / 16 * 16; i++) y[i] = right(x[i]);
  for (; i < n; i++) y[i] = right(x[i]) * (1 + 1e-13);
}
