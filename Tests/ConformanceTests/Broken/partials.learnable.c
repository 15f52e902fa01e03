/* A learnable slope whose derivative forgets that it counts on one side only. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Parametric rectified linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 0, x, a * x)")
ACTIVATION_LEARNABLE(broken, a, 0.25, "slope where x <= 0")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x, double a)) { return x > 0 ? x : a * x; }
ACTIVATION_DERIVATIVE(broken, double, (double x, double a)) { return x > 0 ? 1 : x <= 0 ? a : x; }
ACTIVATION_PARTIAL(broken, double, a, (double x)) { return x; }
