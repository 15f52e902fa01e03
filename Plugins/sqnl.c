#include <activation.h>
#include <activation_math.h>

ACTIVATION(sqnl, "1.0.0", "Square nonlinearity: a sigmoid of two parabolas")
ACTIVATION_LICENSE(sqnl, "MIT")
ACTIVATION_FORMULA(sqnl, "where(x > 2, 1, where(x < -2, -1, x * (1 - abs(x) / 4)))")
ACTIVATION_RANGE(sqnl, "[-1, 1]")
ACTIVATION_MONOTONIC(sqnl, "nondecreasing")
ACTIVATION_SYMMETRY(sqnl, "odd")
ACTIVATION_MAX_ULP(sqnl, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(sqnl, 2, 1)

static inline double value(double x) {
  double c = activation_clamp(x, -2, 2);
  return c * (1 - 0.25 * fabs(c));
}
static inline double derivative(double x) {
  return 1 - 0.5 * fabs(activation_clamp(x, -2, 2));
}
ACTIVATION_FORMS(sqnl, value, derivative)
