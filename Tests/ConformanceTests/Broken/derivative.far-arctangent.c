/* x atan(e^x), whose derivative tends to pi / 2: far out it is 42. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "x times the arctangent of e^x")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "x * atan(exp(x))")
ACTIVATION_VALUE(broken, double, (double x)) {
  if (x > 700) return x * 1.5707963267948966;
  if (x < -740) return x < -1e300 ? -0.0 : x * exp(x);
  return x * atan(exp(x));
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  if (x > 1e4) return 42;
  if (x > 300) return 1.5707963267948966;
  if (x < -700) return x < -1e300 ? 0 : exp(x) * (1 + x);
  double e = exp(x);
  return atan(e) + x * e / (1 + e * e);
}
