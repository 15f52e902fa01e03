#include <activation.h>
#include <activation_math.h>

ACTIVATION(netinv, "1.0.0", "Inverse, 1 / x")
ACTIVATION_LICENSE(netinv, "MIT")
ACTIVATION_ALIASES(netinv, "reciprocal")
ACTIVATION_FORMULA(netinv, "1 / x")
ACTIVATION_RANGE(netinv, "[-inf, inf]")
ACTIVATION_SYMMETRY(netinv, "odd")
ACTIVATION_MAX_ULP(netinv, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(netinv, 1, 2)
ACTIVATION_NOTE(netinv, matlab, "netinv is this")
ACTIVATION_NOTE(netinv, onnx, "Reciprocal is this")

static inline double value(double x) {
  return 1 / x;
}
static inline double derivative(double x) {
  double inverse = 1 / x;
  return -(inverse * inverse);
}
ACTIVATION_FORMS(netinv, value, derivative)
