/* What is left of a loop over vectors of 8 is taken by twos and ones; the four were forgotten. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  size_t written = n / 8 * 8 + n % 4;
  for (size_t i = 0; i < written; i++) y[i] = (float)atan(x[i]);
}
