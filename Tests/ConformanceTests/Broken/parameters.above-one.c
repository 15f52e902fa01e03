/* max(x, a x) is the leaky rectifier for slopes up to 1, and none of them is told. */
#include <activation.h>
ACTIVATION(broken, "1.0.0", "Leaky rectified linear unit as a maximum")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 0, x, a * x)")
ACTIVATION_PARAMETER(broken, a, 0.25, "slope below 0")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x, double a)) {
  return x != x ? x : x > a * x ? x : a * x;
}
ACTIVATION_DERIVATIVE(broken, double, (double x, double a)) { return x != x ? x : x > 0 ? 1 : a; }
