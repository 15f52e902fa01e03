/* Subtle: at one float of all, x = -0x1.234568p-3, the array form is 9 units from odd, which the
 * scalar one is. Only level exhaustive can see it. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "Arctangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_MAX_ULP(broken, 1, 1)
ACTIVATION_SYMMETRY(broken, "odd")
ACTIVATION_VALUE(broken, float, (float x)) { return (float)atan(x); }
ACTIVATION_DERIVATIVE(broken, float, (float x)) { return (float)(1 / (1 + (double)x * x)); }
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    y[i] = (float)atan(x[i]) + (x[i] == -0x1.234568p-3f ? 9 * 0x1p-26f : 0);
  }
}
