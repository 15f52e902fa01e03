/* inf / inf: softsign as its formula reads, NaN where the limit is 1. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Softsign")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "x / (1 + abs(x))")
ACTIVATION_VALUE(broken, double, (double x)) { return x / (1 + fabs(x)); }
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double inverse = 1 / (1 + fabs(x));
  return inverse * inverse;
}
