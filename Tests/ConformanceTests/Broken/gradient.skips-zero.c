/* Passes over elements whose dy is 0: what was in dx stays there. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_GRADIENT_ARRAY(broken, float, (const float *x, const float *dy, float *dx, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    if (dy[i] == 0) continue;
    dx[i] = dy[i] * (float)slope(x[i]);
  }
}
