#include <activation.h>
#include <activation_math.h>

ACTIVATION(sparse_plus, "1.0.0", "Rectifier with a parabola for its bend")
ACTIVATION_LICENSE(sparse_plus, "MIT")
ACTIVATION_FORMULA(sparse_plus, "where(x <= -1, 0, where(x < 1, (x + 1)^2 / 4, x))")
ACTIVATION_RANGE(sparse_plus, "[0, inf)")
ACTIVATION_MONOTONIC(sparse_plus, "nondecreasing")
ACTIVATION_MAX_ULP(sparse_plus, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(sparse_plus, 2, 1)

static inline double value(double x) {
  double s = x + 1, y = s * s * 0.25;
  return x <= -1 ? 0 : x >= 1 ? x : y;
}
static inline double derivative(double x) {
  return activation_clamp((x + 1) * 0.5, 0, 1);
}
ACTIVATION_FORMS(sparse_plus, value, derivative)
