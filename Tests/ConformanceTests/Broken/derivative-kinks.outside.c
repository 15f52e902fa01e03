/* At the kink the sum of both sides' slopes, from >= in one branch and <= in the other. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Leaky rectified linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 0, x, 0.25 * x)")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x)) { return x > 0 ? x : 0.25 * x; }
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  return x != x ? x : (x >= 0 ? 1 : 0) + (x <= 0 ? 0.25 : 0);
}
