#include <activation.h>
#include <activation_math.h>

ACTIVATION(stair, "1.0.0", "Flat and rising by turns, one step in every two")
ACTIVATION_LICENSE(stair, "MIT")
ACTIVATION_FORMULA(stair, "max(floor(x / 2), x - (floor(x / 2) + 1))")
ACTIVATION_RANGE(stair, "(-inf, inf)")
ACTIVATION_MONOTONIC(stair, "nondecreasing")
ACTIVATION_KINKS(stair, "floor(x)")
ACTIVATION_MAX_ULP(stair, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(stair, 1, 1)
ACTIVATION_NOTE(stair, darknet, "stair is this; its derivative there is 1 also where it is flat")

static inline double value(double x) {
  double step = floor(0.5 * x), rise = x - (step + 1);
  return fabs(x) < INFINITY ? (rise > step ? rise : step) : x;
}
static inline double derivative(double x) {
  double step = floor(0.5 * x);
  return x > 2 * step + 1 ? 1 : x == x ? 0 : x;
}
ACTIVATION_FORMS(stair, value, derivative)
