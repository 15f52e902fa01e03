/* Writes one element past the end: <= where < was meant. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = (float)atan(x[i]);
  y[n] = 0;
}
