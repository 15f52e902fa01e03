#include <activation.h>
#include <activation_math.h>

ACTIVATION(swiglu, "1.0.0", "Gated sigmoid linear unit")
ACTIVATION_LICENSE(swiglu, "MIT")
ACTIVATION_FORMULA(swiglu, "x * gate * sigmoid(beta * gate)")
ACTIVATION_PARAMETER_IN(swiglu, beta, 1, "in [0, 64]", "factor in the sigmoid")
ACTIVATION_RANGE(swiglu, "(-inf, inf)")
ACTIVATION_MAX_ULP(swiglu, 2, 2)
ACTIVATION_RECORD(swiglu, note, "silu of the second half, the gate, times the first")

static inline activation_pair scaled(double gate, double beta) {
  return activation_product(activation_clamp(gate, -0x1p900, 0x1p900), beta);
}
static inline double silu(double gate, double beta) {
  activation_pair t = scaled(gate, beta);
  return activation_gated(t.hi < -800 ? -1 : gate, t);
}
static inline double value(double x, double gate, double beta) {
  return x * silu(gate, beta);
}
static inline double derivative(double x, double gate, double beta) {
  return x == x ? silu(gate, beta) : x;
}
static inline double gate_derivative(double x, double gate, double beta) {
  activation_pair t = scaled(gate, beta);
  return x * activation_silu_derivative_pair(t.hi, t.lo);
}

ACTIVATION_GATED_FORMS(swiglu, value, derivative, gate_derivative, beta)
