#include <activation.h>
#include <activation_math.h>

ACTIVATION(cube, "1.0.0", "x^3")
ACTIVATION_LICENSE(cube, "MIT")
ACTIVATION_FORMULA(cube, "x^3")
ACTIVATION_RANGE(cube, "(-inf, inf)")
ACTIVATION_MONOTONIC(cube, "nondecreasing")
ACTIVATION_SYMMETRY(cube, "odd")
ACTIVATION_MAX_ULP(cube, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(cube, 2, 2)

static inline double value(double x) {
  return x * x * x;
}
static inline double derivative(double x) {
  return 3 * x * x;
}
ACTIVATION_FORMS(cube, value, derivative)
