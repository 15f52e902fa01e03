#include <activation.h>
#include <activation_math.h>

ACTIVATION(arctan, "1.0.0", "atan x")
ACTIVATION_LICENSE(arctan, "MIT")
ACTIVATION_ALIASES(arctan, "atan")
ACTIVATION_FORMULA(arctan, "atan(x)")
ACTIVATION_RANGE(arctan, "[-1.5707963267948968, 1.5707963267948968]")
ACTIVATION_MONOTONIC(arctan, "nondecreasing")
ACTIVATION_SYMMETRY(arctan, "odd")
ACTIVATION_MAX_ULP(arctan, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(arctan, 1, 2)

static inline double derivative(double x) {
  double a = fabs(x), r = 1 / a, far = r * r;
  activation_pair square = activation_product(a > 0x1p60 ? 0x1p60 : x, a > 0x1p60 ? 0x1p60 : x);
  activation_pair d = activation_two_sum(1, square.hi);
  double near;
  d.lo += square.lo;
  near = activation_quotient(activation_make_pair(1, 0), d);
  return a > 0x1p60 ? far : near;
}
ACTIVATION_FORMS(arctan, atan, derivative)
