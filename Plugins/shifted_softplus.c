#include <activation.h>
#include <activation_math.h>

ACTIVATION(shifted_softplus, "1.0.0", "Softplus moved to the origin, log(1/2 + e^x / 2)")
ACTIVATION_LICENSE(shifted_softplus, "MIT")
ACTIVATION_ALIASES(shifted_softplus, "ssp")
ACTIVATION_FORMULA(shifted_softplus, "softplus(x) - log(2)")
ACTIVATION_RANGE(shifted_softplus, "[-0.69314718055994531, inf)")
ACTIVATION_MONOTONIC(shifted_softplus, "nondecreasing")
ACTIVATION_MAX_ULP(shifted_softplus, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(shifted_softplus, 3, 2)
ACTIVATION_NOTE(shifted_softplus, schnet, "shifted_softplus is this")

/* log1p(expm1(x) / 2) around the root at 0, where a difference would leave no digits. */
static inline double value(double x) {
  double near = log1p(expm1(activation_clamp(x, -40, 1)) / 2);
  double far = (x - 0.69314718055994531) + log1p(exp(-activation_clamp(x, 1, 700)));
  return x > 1 ? far : near;
}
static inline double derivative(double x) {
  return activation_sigmoid(x);
}
ACTIVATION_FORMS(shifted_softplus, value, derivative)
