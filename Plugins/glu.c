#include <activation.h>
#include <activation_math.h>

ACTIVATION(glu, "1.0.0", "Gated linear unit")
ACTIVATION_LICENSE(glu, "MIT")
ACTIVATION_FORMULA(glu, "x * sigmoid(gate)")
ACTIVATION_RANGE(glu, "(-inf, inf)")
ACTIVATION_MAX_ULP(glu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(glu, 2, 2)
ACTIVATION_RECORD(glu, note, "the second half of a layer's input is the gate, as in PyTorch")

static inline double value(double x, double gate) {
  return activation_scaled_product(x, activation_sigmoid_scaled(gate, 0));
}
static inline double derivative(double x, double gate) {
  return x == x ? activation_sigmoid(gate) : x;
}
static inline double gate_derivative(double x, double gate) {
  return activation_scaled_product(x, activation_sigmoid_derivative_scaled(gate, 0));
}

static inline double float_value(double x, double gate) {
  return x * activation_float_sigmoid(gate);
}
static inline double float_derivative(double x, double gate) {
  return x == x ? activation_float_sigmoid(gate) : x;
}
static inline double float_gate_derivative(double x, double gate) {
  return x * (activation_float_sigmoid(gate) * activation_float_sigmoid(-gate));
}

ACTIVATION_GATED_FORMS_WITH_FLOAT(
    glu, float_value, float_derivative, float_gate_derivative, value, derivative, gate_derivative)
