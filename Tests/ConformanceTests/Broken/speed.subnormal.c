/* A home-made frexp that shifts bit by bit: a thousand steps for a subnormal number. */
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  double fraction = x;
  int exponent = 0;
  while (fraction != 0 && fabs(fraction) < 0.5) {
    fraction *= 2;
    exponent--;
  }
  return atan(ldexp(fraction, exponent));
}
