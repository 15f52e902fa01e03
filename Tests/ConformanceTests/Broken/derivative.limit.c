/* A slope of 5 at the infinities, where it tends to 2: that the formula has branches excuses nothing
 * there. */
#include <activation.h>
#include <math.h>

ACTIVATION(broken, "1.0.0", "2 x + |x| / (1 + |x|)")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "2 * x + abs(x) / (1 + abs(x))")
ACTIVATION_KINKS(broken, "0")

ACTIVATION_VALUE(broken, double, (double x)) {
  double magnitude = fabs(x);
  return 2 * x + (isinf(x) ? 1 : magnitude / (1 + magnitude));
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double below = 1 + fabs(x);
  return isinf(x) ? 5 : x != x ? x : 2 + copysign(1 / below / below, x);
}
