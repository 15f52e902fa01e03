#include <activation.h>
#include <activation_math.h>

ACTIVATION(gcu, "1.0.0", "Growing cosine unit")
ACTIVATION_LICENSE(gcu, "MIT")
ACTIVATION_FORMULA(gcu, "x * cos(x)")
ACTIVATION_RANGE(gcu, "(-inf, inf)")
ACTIVATION_SYMMETRY(gcu, "odd")
ACTIVATION_MAX_ULP(gcu, 2, 2)

static inline double value(double x) {
  return x * cos(x);
}
/* in long double, for it has a root in every period */
static inline double derivative(double x) {
  return (double)(cosl(x) - (long double)x * sinl(x));
}
ACTIVATION_FORMS(gcu, value, derivative)
