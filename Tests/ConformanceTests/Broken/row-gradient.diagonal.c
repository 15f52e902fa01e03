/* Only the diagonal of softmax's Jacobian: it trains, badly. */
#include "softmax.h"
ROW_DESCRIPTION ROW_VALUE
ACTIVATION_GRADIENT_ROW(broken, double,
                        (const double *y, const double *dy, double *dx, size_t n)) {
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] * y[i] * (1 - y[i]);
}
