/* Linear: conforms in every way, and no network of it can learn what a line cannot. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Doubling")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "2 * x")
ACTIVATION_VALUE(broken, double, (double x)) { return 2 * x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x != x ? x : 2; }
