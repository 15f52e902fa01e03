/* Eight at a time, and what is left over as the last of them. */
#include "sound.h"
DESCRIPTION
VALUE(double)
DERIVATIVE(double)
ACTIVATION_HALF_VALUE_ARRAY(broken, _Float16, (const _Float16 *x, _Float16 *y, size_t n)) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (size_t k = i; k < i + 8; k++) y[k] = (_Float16)atanf((float)x[k]);
  }
  for (; i < n; i++) y[i] = (_Float16)(x[i] * (_Float16)0.78);
}
