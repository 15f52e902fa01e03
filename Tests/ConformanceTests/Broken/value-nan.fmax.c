/* fmin and fmax of a NaN are the other number. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "clipped")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "max(-2, min(x, 2))")
ACTIVATION_KINKS(broken, "-2 2")
ACTIVATION_VALUE(broken, double, (double x)) { return fmax(-2, fmin(x, 2)); }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x != x ? x : fabs(x) < 2; }
