/* Promises 1 ULP and is 3 off in one binade. */
#include "sound.h"
DESCRIPTION
ACTIVATION_MAX_ULP(broken, 1, 3)
DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  double y = atan(x);
  return fabs(x) >= 0.5 && fabs(x) < 1 ? y + copysign(0x3p-53, y) : y;
}
