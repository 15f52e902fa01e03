/* f' is y + alpha to the left; y + 1 is that at the default alone. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "Exponential linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 0, x, alpha * expm1(x))")
ACTIVATION_PARAMETER_IN(broken, alpha, 1, "in [0.1, 3]", "depth")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x, double alpha)) { return x > 0 ? x : alpha * expm1(x); }
ACTIVATION_DERIVATIVE(broken, double, (double y, double alpha)) {
  (void)alpha;
  return y != y ? y : y > 0 ? 1 : y + 1;
}
