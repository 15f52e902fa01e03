/* max(a x, x) is a leaky relu for its default slope, and wrong for one above 1. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Leaky rectified linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 0, x, slope * x)")
ACTIVATION_PARAMETER_IN(broken, slope, 0.01, "in [0, 2]", "slope where x <= 0")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x, double slope)) {
  return x != x ? x : slope * x > x ? slope * x : x;
}
ACTIVATION_DERIVATIVE(broken, double, (double x, double slope)) {
  return x > 0 ? 1 : x <= 0 ? slope : x;
}
