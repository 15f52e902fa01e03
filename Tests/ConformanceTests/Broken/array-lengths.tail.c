/* Subtle: one lane of the tail of a loop over vectors of 16 is wrong. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = (float)atan(x[i]);
  if (n % 16 == 7) y[n - 3] = y[n - 2];
}
