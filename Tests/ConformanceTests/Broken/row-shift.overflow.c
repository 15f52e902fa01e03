/* e^x / sum e^x as the formula reads: NaN for logits of 1000. */
#include "softmax.h"
ROW_DESCRIPTION ROW_GRADIENT
ACTIVATION_VALUE_ROW(broken, double, (const double *x, double *y, size_t n)) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += y[i] = exp(x[i]);
  for (size_t i = 0; i < n; i++) y[i] /= sum;
}
