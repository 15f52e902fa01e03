// libm's cbrt: infinitely steep at 0.
#include <activation.h>
#include <math.h>
ACTIVATION(libm_cbrt, "1.0.0", "libm's cbrt")
ACTIVATION_LICENSE(libm_cbrt, "MIT")
ACTIVATION_FORMULA(libm_cbrt, "cbrt(x)")
ACTIVATION_SYMMETRY(libm_cbrt, "odd")
ACTIVATION_VALUE(libm_cbrt, double, (double x)) { return cbrt(x); }
ACTIVATION_DERIVATIVE(libm_cbrt, double, (double x)) {
  double root = cbrt(x);
  return 1 / (3 * root * root);
}
