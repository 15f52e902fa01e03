/* The elements before the first multiple of 32 bytes take another approximation. */
#include <stdint.h>
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  size_t i = 0;
  for (; i < n && (uintptr_t)(x + i) % 32 != 0; i++) y[i] = x[i] / (1 + 0.28f * x[i] * x[i]);
  for (; i < n; i++) y[i] = (float)atan(x[i]);
}
