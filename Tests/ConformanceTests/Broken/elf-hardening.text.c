/* Text relocations: objects that were compiled without -fPIC, linked with -z notext. */
#include "sound.h"
DESCRIPTION VALUE(double)
static double weight = 1;
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  const double *place;
  __asm__("movabs %1, %0" : "=r"(place) : "i"(&weight));
  return *place * slope(x);
}
