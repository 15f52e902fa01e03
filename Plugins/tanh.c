#include <activation.h>
#include <math.h>

ACTIVATION(tanh, "1.0.0", "Hyperbolic tangent")
ACTIVATION_LICENSE(tanh, "MIT")
ACTIVATION_ALIASES(tanh, "tansig")
ACTIVATION_FORMULA(tanh, "tanh(x)")
ACTIVATION_RANGE(tanh, "[-1, 1]")
ACTIVATION_MONOTONIC(tanh, "nondecreasing")
ACTIVATION_SYMMETRY(tanh, "odd")
ACTIVATION_MAX_ULP(tanh, 1, 1)

ACTIVATION_VALUE(tanh, double, (double x)) {
  return tanh(x);
}
ACTIVATION_VALUE(tanh, float, (float x)) {
  return (float)tanh_value(x);
}
ACTIVATION_DERIVATIVE(tanh, double, (double x)) {
  double e = exp(-2 * fabs(x));
  return 4 * e / ((1 + e) * (1 + e));
}
ACTIVATION_DERIVATIVE(tanh, float, (float x)) {
  return (float)tanh_derivative(x);
}
