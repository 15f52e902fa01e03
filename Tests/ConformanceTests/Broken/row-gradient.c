// The diagonal of the Jacobian only.
#include "softmax.h"
DESCRIBED("exp(x) / sum(exp(x))")
ACTIVATION_VALUE_ROW(broken, double, (const double *x, double *y, size_t n)) {
  softmax(x, y, n, 1);
}
ACTIVATION_GRADIENT_ROW(broken, double,
                        (const double *y, const double *dy, double *dx, size_t n)) {
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] * y[i] * (1 - y[i]);
}
