/* The same without a formula: the value's own slope says that the derivative is another's. */
#include <activation.h>
ACTIVATION(broken, "1.0.0", "Leaky rectified linear unit as a maximum")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_PARAMETER_IN(broken, a, 0.25, "in [0, 4]", "slope below 0")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x, double a)) {
  return x != x ? x : x > a * x ? x : a * x;
}
ACTIVATION_DERIVATIVE(broken, double, (double x, double a)) { return x != x ? x : x > 0 ? 1 : a; }
