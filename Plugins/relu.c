#include <activation.h>

ACTIVATION(relu, "1.0.0", "Rectified linear unit")
ACTIVATION_LICENSE(relu, "MIT")
ACTIVATION_ALIASES(relu, "poslin rectifier")
ACTIVATION_FORMULA(relu, "max(x, 0)")
ACTIVATION_RANGE(relu, "[0, inf)")
ACTIVATION_MONOTONIC(relu, "nondecreasing")
ACTIVATION_KINKS(relu, "0")
ACTIVATION_MAX_ULP(relu, 0, 0)
ACTIVATION_RECORD(relu, note, "the derivative at 0 is 0")

ACTIVATION_VALUE(relu, double, (double x)) {
  return x > 0 || x != x ? x : 0;
}
ACTIVATION_VALUE(relu, float, (float x)) {
  return (float)relu_value(x);
}
ACTIVATION_DERIVATIVE(relu, double, (double x)) {
  return x != x ? x : x > 0;
}
ACTIVATION_DERIVATIVE(relu, float, (float x)) {
  return (float)relu_derivative(x);
}
