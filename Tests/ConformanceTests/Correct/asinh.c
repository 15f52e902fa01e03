// libm's asinh, and the derivative from the value.
#include <activation.h>
#include <math.h>
ACTIVATION(libm_asinh, "1.0.0", "libm's asinh")
ACTIVATION_LICENSE(libm_asinh, "MIT")
ACTIVATION_FORMULA(libm_asinh, "asinh(x)")
ACTIVATION_VALUE(libm_asinh, double, (double x)) { return asinh(x); }
ACTIVATION_DERIVATIVE(libm_asinh, double, (double x)) { return 1 / hypot(1, x); }
