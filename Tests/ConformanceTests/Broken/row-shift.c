// Does not subtract the row's maximum.
#include "softmax.h"
DESCRIBED("exp(x) / sum(exp(x))")
ACTIVATION_VALUE_ROW(broken, double, (const double *x, double *y, size_t n)) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += y[i] = exp(x[i]);
  for (size_t i = 0; i < n; i++) y[i] /= sum;
}
ACTIVATION_GRADIENT_ROW(broken, double,
                        (const double *y, const double *dy, double *dx, size_t n)) {
  softmax_gradient(y, dy, dx, n);
}
