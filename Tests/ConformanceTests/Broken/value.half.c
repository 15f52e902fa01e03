/* Promises the nearest float, and misses it by 2^-18 ULP: at powers of two the truth lies beside a
 * tie, and the constant without its last part takes it for one. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "A line")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "x * (1 + 2^-24 + 2^-41)")
ACTIVATION_MAX_ULP(broken, 0.5, 1)
ACTIVATION_VALUE(broken, float, (float x)) {
  return (float)(x * (1 + 0x1p-24 + (fabsf(x) < 0x1p-100f ? 0x1p-41 : 0)));
}
ACTIVATION_DERIVATIVE(broken, float, (float x)) { return x != x ? x : 1; }
