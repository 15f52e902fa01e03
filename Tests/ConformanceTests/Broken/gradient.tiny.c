/* Cuts small gradients off: their sums over a batch are not small. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_GRADIENT_ARRAY(broken, float, (const float *x, const float *dy, float *dx, size_t n)) {
  for (size_t i = 0; i < n; i++) dx[i] = fabsf(dy[i]) < 1e-20f ? 0 : dy[i] * (float)slope(x[i]);
}
