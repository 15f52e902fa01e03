/* Remembers its last argument and result: right whenever two threads do not meet within a few
 * instructions of it, which no number of calls is sure to see. */
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  static double argument, result;
  if (x == argument) return result;
  double y = atan(x);
  result = y;
  argument = x;
  return y;
}
