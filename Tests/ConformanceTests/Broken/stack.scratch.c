/* 128 KiB of scratch on the stack, more than a thread of a pool may have left. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  volatile double wide[16384];
  for (size_t i = 0; i < n; i += 16384) {
    size_t count = n - i < 16384 ? n - i : 16384;
    for (size_t k = 0; k < count; k++) wide[16383 - k] = atan(x[i + k]);
    for (size_t k = 0; k < count; k++) y[i + k] = (float)wide[16383 - k];
  }
}
