/* Subtle: 3 ULP off at one float of all, x = 0x1.234568p-3. Only level exhaustive can see it. */
#include "sound.h"
DESCRIPTION
ACTIVATION_MAX_ULP(broken, 1, 1)
DERIVATIVE(float)
ACTIVATION_VALUE(broken, float, (float x)) {
  float y = (float)atan(x);
  return x == 0x1.234568p-3f ? y + 3 * 0x1p-26f : y;
}
