#include <activation.h>
#include <math.h>

ACTIVATION(sigmoid, "1.0.0", "Logistic sigmoid")
ACTIVATION_LICENSE(sigmoid, "MIT")
ACTIVATION_ALIASES(sigmoid, "logistic logsig")
ACTIVATION_FORMULA(sigmoid, "1 / (1 + exp(-x))")
ACTIVATION_RANGE(sigmoid, "[0, 1]")
ACTIVATION_MONOTONIC(sigmoid, "nondecreasing")
ACTIVATION_MAX_ULP(sigmoid, 1, 1)

ACTIVATION_VALUE(sigmoid, double, (double x)) {
  double e = exp(-fabs(x));
  return (x < 0 ? e : 1) / (1 + e);
}
ACTIVATION_VALUE(sigmoid, float, (float x)) {
  return (float)sigmoid_value(x);
}
ACTIVATION_DERIVATIVE(sigmoid, double, (double x)) {
  double e = exp(-fabs(x));
  return e / ((1 + e) * (1 + e));
}
ACTIVATION_DERIVATIVE(sigmoid, float, (float x)) {
  return (float)sigmoid_derivative(x);
}
