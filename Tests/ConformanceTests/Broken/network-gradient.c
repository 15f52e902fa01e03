// The gradient of one length of array is half as steep again.
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
RIGHT_DERIVATIVE
ACTIVATION_GRADIENT_ARRAY(broken, double,
                          (const double *x, const double *dy, double *dx, size_t n)) {
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] * right_derivative(x[i]) * (n == 96 ? 1.5 : 1);
}
