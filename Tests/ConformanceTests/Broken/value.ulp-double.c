/* Promises 4 ULP, and 1 for its double form, which is 3 off in one binade. */
#include "sound.h"
DESCRIPTION
ACTIVATION_MAX_ULP(broken, 4, 2)
ACTIVATION_MAX_ULP_DOUBLE(broken, 1, 3)
DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  double y = atan(x);
  return fabs(x) >= 0.5 && fabs(x) < 1 ? y + copysign(0x3p-53, y) : y;
}
