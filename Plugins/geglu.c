#include <activation.h>
#include <activation_math.h>

ACTIVATION(geglu, "1.0.0", "Gated Gaussian error linear unit")
ACTIVATION_LICENSE(geglu, "MIT")
ACTIVATION_FORMULA(geglu, "x * gate * normal_cdf(gate)")
ACTIVATION_RANGE(geglu, "(-inf, inf)")
ACTIVATION_MAX_ULP(geglu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(geglu, 2, 2)
ACTIVATION_RECORD(geglu, note, "with the exact gelu, of the second half")

static inline double value(double x, double gate) {
  return activation_scaled_product(x, activation_gelu_scaled(gate));
}
static inline double derivative(double x, double gate) {
  return x == x ? activation_gelu(gate) : x;
}
static inline double gate_derivative(double x, double gate) {
  return activation_scaled_product(x, activation_gelu_derivative_scaled(gate));
}

static inline double float_value(double x, double gate) {
  return x * activation_float_gelu(gate);
}
static inline double float_derivative(double x, double gate) {
  return x == x ? activation_float_gelu(gate) : x;
}
static inline double float_gate_derivative(double x, double gate) {
  return x * activation_float_gelu_derivative(gate);
}

ACTIVATION_GATED_FORMS_WITH_FLOAT(
    geglu, float_value, float_derivative, float_gate_derivative, value, derivative, gate_derivative)
