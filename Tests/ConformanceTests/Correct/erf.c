// libm's erf and expf.
#include <activation.h>
#include <math.h>
ACTIVATION(libm_erf, "1.0.0", "libm's erf")
ACTIVATION_LICENSE(libm_erf, "MIT")
ACTIVATION_FORMULA(libm_erf, "erf(x)")
ACTIVATION_VALUE(libm_erf, float, (float x)) { return erff(x); }
ACTIVATION_VALUE(libm_erf, double, (double x)) { return erf(x); }
ACTIVATION_DERIVATIVE(libm_erf, double, (double x)) {
  return 1.1283791670955126 * exp(-x * x);
}
