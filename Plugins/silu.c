#include <activation.h>
#include <math.h>

ACTIVATION(silu, "1.0.0", "Sigmoid linear unit, x times the logistic sigmoid")
ACTIVATION_LICENSE(silu, "MIT")
ACTIVATION_ALIASES(silu, "sil")
ACTIVATION_FORMULA(silu, "x * sigmoid(x)")
ACTIVATION_RANGE(silu, "[-0.2785, inf)")
ACTIVATION_MAX_ULP(silu, 1, 1)

ACTIVATION_VALUE(silu, double, (double x)) {
  double e = exp(-fabs(x));
  return x < -800 ? -0.0 : x * (x < 0 ? e : 1) / (1 + e);
}
ACTIVATION_VALUE(silu, float, (float x)) {
  return (float)silu_value(x);
}
ACTIVATION_DERIVATIVE(silu, double, (double x)) {
  double e = exp(-fabs(x)), s = (x < 0 ? e : 1) / (1 + e), c = (x < 0 ? 1 : e) / (1 + e);
  return x > 800 ? 1 : x < -800 ? 0 : s * (1 + x * c);
}
ACTIVATION_DERIVATIVE(silu, float, (float x)) {
  return (float)silu_derivative(x);
}
