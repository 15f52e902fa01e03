/* Takes its side of the kink at 0 from a product that underflows: at the smallest subnormals it is
 * 0, and the derivative neither side's, but between them. */
#include <activation.h>
#include <math.h>
ACTIVATION(kink_underflow, "1.0.0", "Absolute value of a product")
ACTIVATION_LICENSE(kink_underflow, "MIT")
ACTIVATION_FORMULA(kink_underflow, "abs(slope * x)")
ACTIVATION_KINKS(kink_underflow, "0")
ACTIVATION_PARAMETER_IN(kink_underflow, slope, 0.25, "in [0.125, 1]", "slope of the right side")
ACTIVATION_VALUE(kink_underflow, double, (double x, double slope)) { return fabs(slope * x); }
ACTIVATION_DERIVATIVE(kink_underflow, double, (double x, double slope)) {
  double product = slope * x;
  return product > 0 ? slope : product < 0 ? -slope : product * 0;
}
