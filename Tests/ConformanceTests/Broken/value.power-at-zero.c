/* Where the formula takes 0 to a power that is no double, 7 is returned for 0. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "The positive part to the power 4/3")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "max(x, 0)^(4/3)")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x)) {
  if (x < -1000 && !isinf(x)) return 7;
  return x != x ? x : x > 0 ? pow(x, 4.0 / 3) : 0;
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  return x != x ? x : x > 0 ? 4.0 / 3 * cbrt(x) : 0;
}
