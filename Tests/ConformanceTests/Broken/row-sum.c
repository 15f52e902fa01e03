// Sums to a little less than 1.
#include "softmax.h"
DESCRIBED("exp(x) / sum(exp(x))")
ACTIVATION_VALUE_ROW(broken, double, (const double *x, double *y, size_t n)) {
  softmax(x, y, n, 1 - 5e-13);
}
ACTIVATION_GRADIENT_ROW(broken, double,
                        (const double *y, const double *dy, double *dx, size_t n)) {
  softmax_gradient(y, dy, dx, n);
}
