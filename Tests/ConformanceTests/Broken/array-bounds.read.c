/* Subtle: reads 4 bytes past the end, as a loop that loads its next element early does. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  volatile float next = x[0];
  for (size_t i = 0; i < n; i++) {
    float now = next;
    next = x[i + 1];
    y[i] = (float)atan(now);
  }
}
