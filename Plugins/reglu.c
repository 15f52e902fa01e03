#include <activation.h>
#include <activation_math.h>

ACTIVATION(reglu, "1.0.0", "Gated rectified linear unit")
ACTIVATION_LICENSE(reglu, "MIT")
ACTIVATION_FORMULA(reglu, "where(gate > 0, x * gate, 0)")
ACTIVATION_RANGE(reglu, "(-inf, inf)")
ACTIVATION_MAX_ULP(reglu, 1, 1)

static inline double value(double x, double gate) {
  return gate <= 0 && x == x ? 0 : x * gate;
}
static inline double derivative(double x, double gate) {
  return x != x ? x : gate <= 0 ? 0 : gate;
}
static inline double gate_derivative(double x, double gate) {
  return gate > 0 || x != x ? x : gate <= 0 ? 0 : gate;
}

ACTIVATION_GATED_FORMS(reglu, value, derivative, gate_derivative)
