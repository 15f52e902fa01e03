/* The array form approximates near 3 as the scalar form does not: a hardswish of PyTorch did. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = (float)atan(x[i]) * (fabsf(x[i] - 3) < 0.1f ? 1.0001f : 1);
}
