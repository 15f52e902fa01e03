/* Subtle: wrong only beyond |x| = 5000, where a table ended and nobody tested. */
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  return fabs(x) > 5000 && !isinf(x) ? copysign(1.5706, x) : atan(x);
}
