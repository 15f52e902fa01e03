/* Whole vectors of eight, also where fewer are left. */
#include "sound.h"
DESCRIPTION
VALUE(double)
DERIVATIVE(double)
ACTIVATION_HALF_VALUE_ARRAY(broken, _Float16, (const _Float16 *x, _Float16 *y, size_t n)) {
  for (size_t i = 0; i < n; i += 8) {
    for (size_t k = i; k < i + 8; k++) y[k] = (_Float16)atanf((float)x[k]);
  }
}
