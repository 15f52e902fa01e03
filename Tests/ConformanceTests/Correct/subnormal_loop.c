/* A home-made frexp that shifts bit by bit, a thousand steps for a subnormal number: slow there,
   and right. */
#include <activation.h>
#include <math.h>
ACTIVATION(subnormal_loop, "1.0.0", "Arctangent")
ACTIVATION_LICENSE(subnormal_loop, "MIT")
ACTIVATION_FORMULA(subnormal_loop, "atan(x)")
ACTIVATION_VALUE(subnormal_loop, double, (double x)) {
  double fraction = x;
  int exponent = 0;
  while (fraction != 0 && fabs(fraction) < 0.5) {
    fraction *= 2;
    exponent--;
  }
  return atan(ldexp(fraction, exponent));
}
ACTIVATION_DERIVATIVE(subnormal_loop, double, (double x)) {
  double inverse = 1 / x;
  return fabs(x) > 1 ? inverse / (x + inverse) : 1 / (1 + x * x);
}
