/* Two arguments in another order than the description has them; at the defaults nobody sees it. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Scaled arctangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "scale * atan(slope * x)")
ACTIVATION_PARAMETER(broken, scale, 1, "factor of the value")
ACTIVATION_PARAMETER(broken, slope, 1, "factor of the input")
ACTIVATION_RECORD(broken, value, "double broken_value(double x, double scale, double slope)")
ACTIVATION_EXPORT double broken_value(double x, double slope, double scale) {
  return scale * atan(slope * x);
}
ACTIVATION_DERIVATIVE(broken, double, (double x, double slope, double scale)) {
  double t = slope * x;
  return scale * slope / (1 + t * t);
}
