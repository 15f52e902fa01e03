/* Counts in 32 bits: of 2^32 + 64 elements it writes 64. */
#include "sound.h"
DESCRIPTION
PROMISES
VALUE(float)
DERIVATIVE(float)
VALUE_ARRAY(float)
ACTIVATION_GRADIENT_ARRAY(broken, float, (const float *x, const float *dy, float *dx, size_t n)) {
  for (unsigned i = 0; i < (unsigned)n; i++) dx[i] = dy[i] * (float)slope(x[i]);
}
