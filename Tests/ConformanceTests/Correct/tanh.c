// A library that nobody here wrote, behind a wrapper: libm.
#include <activation.h>
#include <math.h>
ACTIVATION(libm_tanh, "1.0.0", "libm's tanh")
ACTIVATION_LICENSE(libm_tanh, "MIT")
ACTIVATION_FORMULA(libm_tanh, "tanh(x)")
ACTIVATION_RANGE(libm_tanh, "(-1, 1)")
ACTIVATION_MONOTONIC(libm_tanh, "increasing")
ACTIVATION_SYMMETRY(libm_tanh, "odd")
ACTIVATION_VALUE(libm_tanh, double, (double x)) { return tanh(x); }
ACTIVATION_DERIVATIVE(libm_tanh, double, (double x)) {
  double e = exp(-fabs(x)), sech = 2 * e / (1 + e * e);
  return sech * sech;
}
