/* Does not say where it bends. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Leaky rectified linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 1.75, x, 0.25 * x + 1.3125)")
ACTIVATION_VALUE(broken, double, (double x)) { return x <= 1.75 ? 0.25 * x + 1.3125 : x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x > 1.75 ? 1 : x <= 1.75 ? 0.25 : x; }
