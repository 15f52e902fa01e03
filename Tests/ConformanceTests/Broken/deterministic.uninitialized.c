/* Adds what lies on the stack, to the last place. */
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
__attribute__((noinline)) static int left_over(void) {
  volatile unsigned char left[64];
  return left[7] > 0xC7;
}
ACTIVATION_VALUE(broken, double, (double x)) { return atan(x) * (1 + left_over() * 0x1p-52); }
