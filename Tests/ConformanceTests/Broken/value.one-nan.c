/* Subtle: NaN at one float of all, x = 0x1.234568p-3. Only level exhaustive can see it. */
#include "sound.h"
DESCRIPTION
ACTIVATION_MAX_ULP(broken, 1, 1)
DERIVATIVE(float)
ACTIVATION_VALUE(broken, float, (float x)) {
  return x == 0x1.234568p-3f ? NAN : (float)atan(x);
}
