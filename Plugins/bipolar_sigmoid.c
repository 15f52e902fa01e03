#include <activation.h>
#include <activation_math.h>

ACTIVATION(bipolar_sigmoid, "1.0.0", "Sigmoid between -1 and 1: tanh(x / 2)")
ACTIVATION_LICENSE(bipolar_sigmoid, "MIT")
ACTIVATION_ALIASES(bipolar_sigmoid, "sigmoid_symmetric loggy")
ACTIVATION_FORMULA(bipolar_sigmoid, "tanh(x / 2)")
ACTIVATION_RANGE(bipolar_sigmoid, "[-1, 1]")
ACTIVATION_MONOTONIC(bipolar_sigmoid, "nondecreasing")
ACTIVATION_SYMMETRY(bipolar_sigmoid, "odd")
ACTIVATION_MAX_ULP(bipolar_sigmoid, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(bipolar_sigmoid, 2, 2)
ACTIVATION_RECORD(bipolar_sigmoid, note,
  "(1 - e^-x) / (1 + e^-x); FANN's symmetric sigmoid is tanh(steepness x)")
ACTIVATION_NOTE(bipolar_sigmoid, darknet, "loggy is this")

static inline double value(double x) {
  double y = activation_tanh(0.5 * x);
  return y;
}
static inline double derivative(double x) {
  return 2 * activation_sigmoid_derivative(x);
}
#define FROM_VALUE(y) ((1 - (y)) * (1 + (y)) / 2)
ACTIVATION_FORMS_OF_Y(bipolar_sigmoid, FROM_VALUE, value, derivative)
