/* A pole: -inf at 0, where the slope goes from -inf to inf and either will do. */
#include <activation.h>
#include <math.h>

ACTIVATION(magnitude, "1.0.0", "log |x|")
ACTIVATION_LICENSE(magnitude, "MIT")
ACTIVATION_FORMULA(magnitude, "log(abs(x))")
ACTIVATION_SYMMETRY(magnitude, "even")
ACTIVATION_KINKS(magnitude, "0")

ACTIVATION_VALUE(magnitude, double, (double x)) { return log(fabs(x)); }
ACTIVATION_DERIVATIVE(magnitude, double, (double x)) { return 1 / x; }
