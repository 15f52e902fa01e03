#include <activation.h>
#include <activation_math.h>

ACTIVATION(lhtan, "1.0.0", "Identity in [0, 1], nearly flat outside")
ACTIVATION_LICENSE(lhtan, "MIT")
ACTIVATION_ALIASES(lhtan, "leaky_hard_tanh")
ACTIVATION_FORMULA(lhtan, "where(x < 0, 0.001 * x, where(x > 1, 0.001 * (x - 1) + 1, x))")
ACTIVATION_RANGE(lhtan, "(-inf, inf)")
ACTIVATION_MONOTONIC(lhtan, "increasing")
ACTIVATION_KINKS(lhtan, "0 1")
ACTIVATION_MAX_ULP(lhtan, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(lhtan, 2, 1)
ACTIVATION_NOTE(lhtan, darknet, "lhtan is this")

static inline double value(double x) {
  double low = 0.001 * x, high = 0.001 * (x - 1) + 1;
  return x < 0 ? low : x > 1 ? high : x;
}
static inline double derivative(double x) {
  return x < 0 || x > 1 ? 0.001 : x == x ? 1 : x;
}
ACTIVATION_FORMS(lhtan, value, derivative)
