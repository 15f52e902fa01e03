/* Linear, as it says: no network of it can learn more than a line, and none is asked to. */
#include <activation.h>
ACTIVATION(linear, "1.0.0", "Doubling")
ACTIVATION_LICENSE(linear, "MIT")
ACTIVATION_FORMULA(linear, "2 * x")
ACTIVATION_VALUE(linear, double, (double x)) { return 2 * x; }
ACTIVATION_DERIVATIVE(linear, double, (double x)) { return x != x ? x : 2; }
