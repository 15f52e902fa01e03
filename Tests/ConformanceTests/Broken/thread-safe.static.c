/* Keeps its argument in a static variable while it iterates: right in one thread, not in two. The
   other forms are sound, so that timing and training need not wait for the iteration. */
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float) VALUE_ARRAY(double) DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  static volatile double argument;
  double result = 0;
  argument = x;
  for (int k = 0; k < 400; k++) result = atan(argument);
  return result;
}
