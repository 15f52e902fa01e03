/* Subtle: from one float of all, x = 0x1.234568p-3, to the next the value falls by 9 units. Only level
 * exhaustive can see it. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "Arctangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_MAX_ULP(broken, 1, 1)
ACTIVATION_MONOTONIC(broken, "increasing")
ACTIVATION_VALUE(broken, float, (float x)) {
  float y = (float)atan(x);
  return x == 0x1.234568p-3f ? y + 9 * 0x1p-26f : y;
}
ACTIVATION_DERIVATIVE(broken, float, (float x)) { return (float)(1 / (1 + (double)x * x)); }
