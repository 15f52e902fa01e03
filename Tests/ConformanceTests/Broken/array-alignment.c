// Another path where x is not aligned.
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
RIGHT_DERIVATIVE
ACTIVATION_VALUE_ARRAY(broken, double, (const double *x, double *y, size_t n)) {
  double factor = (uintptr_t)x % 64 == 0 ? 1 : 1 + 1e-13;
  for (size_t i = 0; i < n; i++) y[i] = right(x[i]) * factor;
}
