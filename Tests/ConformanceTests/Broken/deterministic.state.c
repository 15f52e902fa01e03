/* Dithers by a counter: the same input gives other bits the next time. */
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  static _Atomic unsigned calls;
  return atan(x) * (1 + (double)(calls++ % 3) * 0x1p-52);
}
