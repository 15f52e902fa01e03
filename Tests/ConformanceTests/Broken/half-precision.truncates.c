/* The upper half of a float, which is not the nearest bfloat16. */
#include "sound.h"
DESCRIPTION
ACTIVATION_MAX_ULP(broken, 0.75, 3)
VALUE(double)
DERIVATIVE(double)
ACTIVATION_HALF_VALUE_ARRAY(broken, activation_bfloat16,
                            (const activation_bfloat16 *x, activation_bfloat16 *y, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    union { float f; unsigned u; } number;
    number.f = (float)atan(activation_from_bfloat16(x[i]));
    y[i] = (activation_bfloat16)(number.u >> 16);
  }
}
