/* Aligned loads, which fault on any address that is no multiple of 16. */
#include <emmintrin.h>
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    float lanes[4];
    __m128 loaded;
    __asm__("movaps %1, %0" : "=x"(loaded) : "m"(*(const __m128 *)(x + i)));
    _mm_storeu_ps(lanes, loaded);
    for (int k = 0; k < 4; k++) y[i + k] = (float)atan(lanes[k]);
  }
  for (; i < n; i++) y[i] = (float)atan(x[i]);
}
