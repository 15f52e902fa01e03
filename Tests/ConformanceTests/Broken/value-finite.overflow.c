/* log(1 + e^x) as the formula reads: infinite from 710 on, where softplus is x. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Softplus")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "softplus(x)")
ACTIVATION_VALUE(broken, double, (double x)) { return log1p(exp(x)); }
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double e = exp(-fabs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}
