/* Probabilities that do not sum to 1: the sum was taken of rounded terms. */
#include "softmax.h"
ROW_DESCRIPTION ROW_GRADIENT
ACTIVATION_VALUE_ROW(broken, double, (const double *x, double *y, size_t n)) {
  softmax(x, y, n);
  for (size_t i = 0; i < n; i++) y[i] *= 1 + 5e-13;
}
