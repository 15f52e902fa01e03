/* Unmasks an exception, as a debug build does: the next overflow anywhere ends the process. */
#define _GNU_SOURCE
#include <fenv.h>
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  double y = atan(x);
  feenableexcept(FE_OVERFLOW);
  return y;
}
