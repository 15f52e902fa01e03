/* Remembers its last argument, each thread for itself: right, and state even so. */
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  static __thread double argument, result;
  if (x == argument) return result;
  argument = x;
  result = atan(x);
  return result;
}
