/* A sigmoid of 1.0000001: log(1 - y) of the loss is NaN. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Logistic sigmoid")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "sigmoid(x)")
ACTIVATION_RANGE(broken, "(0, 1)")
ACTIVATION_VALUE(broken, double, (double x)) {
  double e = exp(-fabs(x));
  return x < 0 ? e / (1 + e) : (1 + 1e-13) / (1 + e);
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double e = exp(-fabs(x));
  return e / ((1 + e) * (1 + e));
}
