#include <activation.h>
#include <activation_math.h>

ACTIVATION(glu, "1.0.0", "Gated linear unit")
ACTIVATION_LICENSE(glu, "MIT")
ACTIVATION_FORMULA(glu, "x * sigmoid(gate)")
ACTIVATION_RANGE(glu, "(-inf, inf)")
ACTIVATION_MAX_ULP(glu, 2, 2)
ACTIVATION_RECORD(glu, note, "the second half of a layer's input is the gate, as in PyTorch")

static inline double value(double x, double gate) {
  return x * activation_sigmoid(gate);
}
static inline double derivative(double x, double gate) {
  return x == x ? activation_sigmoid(gate) : x;
}
static inline double gate_derivative(double x, double gate) {
  return x * activation_sigmoid_derivative(gate);
}

ACTIVATION_GATED_FORMS(glu, value, derivative, gate_derivative)
