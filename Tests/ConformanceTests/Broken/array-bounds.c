// Reads one element past the end.
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
RIGHT_DERIVATIVE
ACTIVATION_VALUE_ARRAY(broken, double, (const double *x, double *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = right(x[i]);
  (void)*(volatile const double *)(x + n);
}
