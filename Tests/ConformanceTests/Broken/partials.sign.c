/* 1 for -1 in the flat part of df/da. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "elu")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 0, x, a * expm1(x))")
ACTIVATION_LEARNABLE_IN(broken, a, 1, "in [0.5, 2]", "scale")
ACTIVATION_VALUE(broken, double, (double x, double a)) { return x > 0 ? x : a * expm1(x); }
ACTIVATION_DERIVATIVE(broken, double, (double x, double a)) { return x > 0 ? 1 : a * exp(x); }
ACTIVATION_PARTIAL(broken, double, a, (double x)) { return x > 0 ? 0 : x < -8 ? 1 : expm1(x); }
