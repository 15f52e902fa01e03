#include <activation.h>
#include <activation_math.h>

ACTIVATION(plse, "1.0.0", "Sigmoid of three straight pieces that never is flat")
ACTIVATION_LICENSE(plse, "MIT")
ACTIVATION_FORMULA(plse,
  "where(x < -4, 0.01 * (x + 4), where(x > 4, 0.01 * (x - 4) + 1, 0.125 * x + 0.5))")
ACTIVATION_RANGE(plse, "(-inf, inf)")
ACTIVATION_MONOTONIC(plse, "increasing")
ACTIVATION_KINKS(plse, "-4 4")
ACTIVATION_MAX_ULP(plse, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(plse, 2, 1)
ACTIVATION_NOTE(plse, darknet, "plse is this")

static inline double value(double x) {
  double low = 0.01 * (x + 4), high = 0.01 * (x - 4) + 1, middle = 0.125 * x + 0.5;
  return x < -4 ? low : x > 4 ? high : middle;
}
static inline double derivative(double x) {
  return x < -4 || x > 4 ? 0.01 : x == x ? 0.125 : x;
}
ACTIVATION_FORMS(plse, value, derivative)
