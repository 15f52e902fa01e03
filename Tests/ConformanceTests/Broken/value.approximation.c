/* A rational approximation to five digits: 0.28 of the textbooks. */
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  double inside = x / (1 + 0.28 * x * x), outside = copysign(1.5707963267948966, x) - x / (x * x + 0.28);
  return x != x ? x : fabs(x) < 1e-100 ? x : fabs(x) <= 1 ? inside : fabs(x) > 1e100 ? copysign(1.5707963267948966, x) : outside;
}
