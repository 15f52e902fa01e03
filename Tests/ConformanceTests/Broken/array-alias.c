// Clears the output before it reads the input.
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
RIGHT_DERIVATIVE
ACTIVATION_VALUE_ARRAY(broken, double, (const double *x, double *y, size_t n)) {
  for (size_t i = 0; i < n; i++) ((volatile double *)y)[i] = 0;
  for (size_t i = 0; i < n; i++) y[i] = right(((const volatile double *)x)[i]);
}
