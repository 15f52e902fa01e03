/* Writes f' over dx in a first pass and multiplies by dy in a second: dx may be dy. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_GRADIENT_ARRAY(broken, float, (const float *x, const float *dy, float *dx, size_t n)) {
  for (size_t i = 0; i < n; i++) dx[i] = (float)slope(x[i]);
  for (size_t i = 0; i < n; i++) dx[i] *= dy[i];
}
