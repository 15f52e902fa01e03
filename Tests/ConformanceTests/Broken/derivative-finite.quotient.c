/* e^-x / (1 + e^-x)^2 much as the formula reads: inf / inf far to the left. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Logistic sigmoid")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "sigmoid(x)")
ACTIVATION_VALUE(broken, double, (double x)) {
  double e = exp(-fabs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double e = exp(-x);
  return e / (1 + e) / (1 + e);
}
