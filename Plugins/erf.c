#include <activation.h>
#include <activation_math.h>

ACTIVATION(erf, "1.0.0", "Error function")
ACTIVATION_LICENSE(erf, "MIT")
ACTIVATION_FORMULA(erf, "erf(x)")
ACTIVATION_RANGE(erf, "[-1, 1]")
ACTIVATION_MONOTONIC(erf, "nondecreasing")
ACTIVATION_SYMMETRY(erf, "odd")
ACTIVATION_MAX_ULP(erf, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(erf, 2, 1)

static inline double derivative(double x) {
  double a = fabs(x) > 40 ? 40 : fabs(x), upper = activation_upper(a);
  activation_pair c = activation_make_pair(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56), p;
  activation_decay d = activation_decay_pair(-(upper * upper), -((a - upper) * (a + upper)));
  p = activation_pair_product(c, d.m);
  return x == x ? activation_scale(p.hi + p.lo, d.n) : x;
}
ACTIVATION_FORMS(erf, erf, derivative)
