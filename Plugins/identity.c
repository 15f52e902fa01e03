#include <activation.h>

ACTIVATION(identity, "1.0.0", "Identity")
ACTIVATION_LICENSE(identity, "MIT")
ACTIVATION_ALIASES(identity, "linear purelin")
ACTIVATION_FORMULA(identity, "x")
ACTIVATION_RANGE(identity, "(-inf, inf)")
ACTIVATION_MONOTONIC(identity, "increasing")
ACTIVATION_SYMMETRY(identity, "odd")
ACTIVATION_MAX_ULP(identity, 0, 0)

ACTIVATION_VALUE(identity, double, (double x)) {
  return x;
}
ACTIVATION_VALUE(identity, float, (float x)) {
  return (float)identity_value(x);
}
ACTIVATION_DERIVATIVE(identity, double, (double x)) {
  return x == x ? 1 : x;
}
ACTIVATION_DERIVATIVE(identity, float, (float x)) {
  return (float)identity_derivative(x);
}
