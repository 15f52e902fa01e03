#include <activation.h>
#include <activation_math.h>

ACTIVATION(gcu, "1.0.0", "Growing cosine unit")
ACTIVATION_LICENSE(gcu, "MIT")
ACTIVATION_FORMULA(gcu, "x * cos(x)")
ACTIVATION_RANGE(gcu, "(-inf, inf)")
ACTIVATION_SYMMETRY(gcu, "odd")
ACTIVATION_MAX_ULP(gcu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(gcu, 2, none)

static inline double value(double x) {
  return x * cos(x);
}
/* In long double, for it has a root in every period. Near one a double wants more digits than that
 * has, and the promise ends. */
static inline double derivative(double x) {
  return (double)(cosl(x) - (long double)x * sinl(x));
}
ACTIVATION_FORMS(gcu, value, derivative)
