/* Looks at the last element before it asks whether there is one: for n = 0 that is x[-1]. */
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
ACTIVATION_VALUE_ARRAY(broken, double, (const double *x, double *y, size_t n)) {
  volatile double last = x[(ptrdiff_t)n - 1];
  (void)last;
  for (size_t i = 0; i < n; i++) y[i] = atan(x[i]);
}
