/* Keeps what it iterates on in a static variable: right in one thread, not in two. */
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  static volatile double iterate;
  iterate = x;
  for (int k = 0; k < 100; k++) iterate = -iterate;
  return atan(iterate);
}
