/* s * (1 - s): loses its digits in the right tail, where s rounds to 1. Nothing was promised. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Logistic sigmoid")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "sigmoid(x)")
ACTIVATION_VALUE(broken, double, (double x)) {
  double e = exp(-fabs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double s = 1 / (1 + exp(-x));
  return s * (1 - s);
}
