// Right for slopes below 1 only.
#include "well.h"
DESCRIBED("where(x > 0, x, slope * x)")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_PARAMETER_IN(broken, slope, 0.01, "in [0, 2]", "slope where x <= 0")
ACTIVATION_VALUE(broken, double, (double x, double slope)) {
  return x != x || slope * x > x ? slope * x : x;
}
ACTIVATION_DERIVATIVE(broken, double, (double x, double slope)) {
  return x != x ? x : x > 0 ? 1 : slope;
}
