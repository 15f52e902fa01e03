/* The derivative far out as 1 / (1 + x^2), whose square is infinite in a float16 from 256 on. */
#include "sound.h"
DESCRIPTION
ACTIVATION_MAX_ULP(broken, 1, 3)
VALUE(double)
DERIVATIVE(double)
ACTIVATION_HALF_GRADIENT_ARRAY(broken, _Float16, (const _Float16 *x, const _Float16 *dy,
                                                  _Float16 *dx, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    _Float16 square = x[i] * x[i];
    dx[i] = (_Float16)((float)dy[i] / (1 + (float)square));
  }
}
