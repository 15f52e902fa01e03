#include <activation.h>
#include <activation_math.h>

ACTIVATION(asinh, "1.0.0", "Inverse hyperbolic sine")
ACTIVATION_LICENSE(asinh, "MIT")
ACTIVATION_ALIASES(asinh, "arcsinh")
ACTIVATION_FORMULA(asinh, "asinh(x)")
ACTIVATION_RANGE(asinh, "(-inf, inf)")
ACTIVATION_MONOTONIC(asinh, "increasing")
ACTIVATION_SYMMETRY(asinh, "odd")
ACTIVATION_MAX_ULP(asinh, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(asinh, 2, 2)

static inline double derivative(double x) {
  double a = fabs(x) > 0x1p60 ? 0x1p60 : fabs(x), far = 1 / fabs(x), near, root;
  activation_pair square = activation_product(a, a), d = activation_two_sum(1, square.hi);
  d.lo += square.lo;
  root = sqrt(d.hi);
  near = 1 / root;
  near -= near * (0.5 * d.lo / d.hi);
  return fabs(x) > 0x1p60 ? far : near;
}
ACTIVATION_FORMS(asinh, asinh, derivative)
