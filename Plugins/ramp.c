#include <activation.h>
#include <activation_math.h>

ACTIVATION(ramp, "1.0.0", "The rectifier and a tenth of the input")
ACTIVATION_LICENSE(ramp, "MIT")
ACTIVATION_FORMULA(ramp, "where(x > 0, 1.1 * x, 0.1 * x)")
ACTIVATION_RANGE(ramp, "(-inf, inf)")
ACTIVATION_MONOTONIC(ramp, "increasing")
ACTIVATION_KINKS(ramp, "0")
ACTIVATION_MAX_ULP(ramp, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(ramp, 2, 1)
ACTIVATION_NOTE(ramp, darknet, "ramp is this")

static inline double value(double x) {
  double slope = x > 0 ? 1.1 : 0.1;
  return slope * x;
}
static inline double derivative(double x) {
  return x > 0 ? 1.1 : x == x ? 0.1 : x;
}
ACTIVATION_FORMS(ramp, value, derivative)
