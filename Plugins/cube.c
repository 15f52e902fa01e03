#include <activation.h>
#include <activation_math.h>

ACTIVATION(cube, "1.0.0", "x^3")
ACTIVATION_LICENSE(cube, "MIT")
ACTIVATION_FORMULA(cube, "x^3")
ACTIVATION_RANGE(cube, "(-inf, inf)")
ACTIVATION_MONOTONIC(cube, "nondecreasing")
ACTIVATION_SYMMETRY(cube, "odd")
ACTIVATION_MAX_ULP(cube, 1, 2)

static inline double value(double x) {
  activation_pair square = activation_product(x, x), cube = activation_product(square.hi, x);
  double correction = cube.lo + square.lo * x;
  return fabs(x) > 0x1p300 || fabs(x) < 0x1p-300 ? x * x * x : cube.hi + correction;
}
static inline double derivative(double x) {
  double square = 3 * x * x;
  return square;
}
ACTIVATION_FORMS(cube, value, derivative)
