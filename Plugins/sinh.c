#include <activation.h>
#include <activation_math.h>

ACTIVATION(sinh, "1.0.0", "Hyperbolic sine")
ACTIVATION_LICENSE(sinh, "MIT")
ACTIVATION_FORMULA(sinh, "sinh(x)")
ACTIVATION_RANGE(sinh, "(-inf, inf)")
ACTIVATION_MONOTONIC(sinh, "increasing")
ACTIVATION_SYMMETRY(sinh, "odd")
ACTIVATION_MAX_ULP(sinh, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(sinh, 2, 2)

static inline double value(double x) {
  return sinh(x);
}
static inline double derivative(double x) {
  return cosh(x);
}
ACTIVATION_FORMS(sinh, value, derivative)
