/* Subtle: the derivative is 3 ULP off at one float of all. Only level exhaustive can see it. */
#include "sound.h"
DESCRIPTION
ACTIVATION_MAX_ULP(broken, 1, 1)
VALUE(float)
ACTIVATION_DERIVATIVE(broken, float, (float x)) {
  float slope_of_x = (float)slope(x);
  return x == 0x1.234568p-3f ? slope_of_x - 3 * 0x1p-24f : slope_of_x;
}
