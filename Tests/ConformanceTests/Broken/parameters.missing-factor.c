/* A factor of b too many in the derivative: right at the default, 1. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "Softplus")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "softplus(b * x) / b")
ACTIVATION_PARAMETER_IN(broken, b, 1, "in [0.5, 8]", "sharpness")
ACTIVATION_VALUE(broken, double, (double x, double b)) {
  double z = b * x;
  return ((z > 0 ? z : 0) + log1p(exp(-fabs(z)))) / b;
}
ACTIVATION_DERIVATIVE(broken, double, (double x, double b)) {
  double z = b * x, e = exp(-fabs(z));
  return b * (z < 0 ? e : 1) / (1 + e);
}
