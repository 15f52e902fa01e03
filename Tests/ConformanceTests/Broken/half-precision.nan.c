/* A comparison of bits takes a negative NaN for a negative number. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "max(x, 0)")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "max(x, 0)")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x)) { return x <= 0 ? 0 : x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x <= 0 ? 0 : x > 0 ? 1 : x; }
ACTIVATION_HALF_VALUE_ARRAY(broken, activation_bfloat16,
                            (const activation_bfloat16 *x, activation_bfloat16 *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = x[i] & 0x8000 ? 0 : x[i];
}
