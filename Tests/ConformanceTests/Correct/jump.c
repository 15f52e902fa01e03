/* Discontinuous, and says where: there is no derivative at a jump, as at a kink. */
#include <activation.h>
ACTIVATION(jump, "1.0.0", "Leaky rectified linear unit with a step of 1 at 1/2")
ACTIVATION_LICENSE(jump, "MIT")
ACTIVATION_FORMULA(jump, "where(x >= 0.5, x + 1, 0.25 * x)")
ACTIVATION_KINKS(jump, "0.5")
ACTIVATION_MONOTONIC(jump, "increasing")
ACTIVATION_MAX_ULP(jump, 0.5, 0)
#define FORMS(T)                                                                         \
  ACTIVATION_VALUE(jump, T, (T x)) { return x < (T)0.5 ? (T)0.25 * x : x + 1; }          \
  ACTIVATION_DERIVATIVE(jump, T, (T x)) { return x < (T)0.5 ? (T)0.25 : x >= (T)0.5 ? 1 : x; }
FORMS(double)
FORMS(float)
