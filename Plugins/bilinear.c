#include <activation.h>
#include <activation_math.h>

ACTIVATION(bilinear, "1.0.0", "Product of the two inputs")
ACTIVATION_LICENSE(bilinear, "MIT")
ACTIVATION_FORMULA(bilinear, "x * gate")
ACTIVATION_RANGE(bilinear, "(-inf, inf)")
ACTIVATION_MAX_ULP(bilinear, 1, 1)

static inline double value(double x, double gate) {
  return x * gate;
}
static inline double derivative(double x, double gate) {
  return x == x ? gate : x;
}
static inline double gate_derivative(double x, double gate) {
  return gate == gate ? x : gate;
}

ACTIVATION_GATED_FORMS(bilinear, value, derivative, gate_derivative)
