/* A kink where it likes to be: at a parameter that no float is equal to. */
#include <activation.h>
ACTIVATION(kink_elsewhere, "1.0.0", "A hinge that is not at 0")
ACTIVATION_LICENSE(kink_elsewhere, "MIT")
ACTIVATION_FORMULA(kink_elsewhere, "where(x > knot, x - knot, (x - knot) / 8)")
ACTIVATION_PARAMETER(kink_elsewhere, knot, -0.7, "where it bends")
ACTIVATION_KINKS(kink_elsewhere, "knot")
ACTIVATION_MONOTONIC(kink_elsewhere, "increasing")
ACTIVATION_MAX_ULP(kink_elsewhere, 1, 0)
#define FORMS(T)                                                                      \
  ACTIVATION_VALUE(kink_elsewhere, T, (T x, T knot)) {                                \
    return x > knot ? x - knot : (x - knot) / 8;                                      \
  }                                                                                   \
  ACTIVATION_DERIVATIVE(kink_elsewhere, T, (T x, T knot)) {                           \
    return x > knot ? 1 : x <= knot ? (T)0.125 : x;                                   \
  }
FORMS(double)
FORMS(float)
