#include <activation.h>
#include <activation_math.h>

ACTIVATION(swiglu, "1.0.0", "Gated sigmoid linear unit")
ACTIVATION_LICENSE(swiglu, "MIT")
ACTIVATION_FORMULA(swiglu, "x * gate * sigmoid(beta * gate)")
ACTIVATION_PARAMETER_IN(swiglu, beta, 1, "in [0, 1024]", "factor in the sigmoid")
ACTIVATION_RANGE(swiglu, "(-inf, inf)")
ACTIVATION_MAX_ULP(swiglu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(swiglu, 2, 2)
ACTIVATION_RECORD(swiglu, note, "silu of the second half, the gate, times the first")
ACTIVATION_NOTE(swiglu, paddle, "the gate is the first half of the row")
ACTIVATION_NOTE(swiglu, onnx, "SwiGLU of opset 28 takes the gate from the first half of the row")

static inline activation_pair scaled(double gate, double beta) {
  return activation_product(activation_clamp(gate, -0x1p900, 0x1p900), beta);
}
static inline activation_scaled silu(double gate, double beta) {
  return activation_gated_scaled(gate, scaled(gate, beta));
}
static inline double value(double x, double gate, double beta) {
  return activation_scaled_product(x, silu(gate, beta));
}
static inline double derivative(double x, double gate, double beta) {
  return x == x ? activation_scaled_value(silu(gate, beta)) : x;
}
static inline double gate_derivative(double x, double gate, double beta) {
  activation_pair t = scaled(gate, beta);
  return activation_scaled_product(x, activation_silu_derivative_scaled(t.hi, t.lo));
}

static inline double float_derivative(double x, double gate, double beta) {
  double finite = gate < -0x1p127 ? 0 : gate;
  return x == x ? finite * activation_float_sigmoid(gate * beta) : x;
}
static inline double float_value(double x, double gate, double beta) {
  return x * float_derivative(0, gate, beta);
}
static inline double float_gate_derivative(double x, double gate, double beta) {
  double t = activation_clamp(gate * beta, -300, 300);
  return x * activation_float_gated_derivative(t, t);
}

ACTIVATION_GATED_FORMS_WITH_FLOAT(swiglu, float_value, float_derivative, float_gate_derivative,
                                  value, derivative, gate_derivative, beta)
