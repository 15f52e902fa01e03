#include <activation.h>
#include <activation_math.h>

ACTIVATION(softsign, "1.0.0", "x / (1 + |x|)")
ACTIVATION_LICENSE(softsign, "MIT")
ACTIVATION_FORMULA(softsign, "x / (1 + abs(x))")
ACTIVATION_RANGE(softsign, "[-1, 1]")
ACTIVATION_MONOTONIC(softsign, "nondecreasing")
ACTIVATION_SYMMETRY(softsign, "odd")
ACTIVATION_MAX_ULP(softsign, 1, 1)

static inline double value(double x) {
  activation_pair d = activation_two_sum(1, fabs(x) > 0x1p1000 ? 0x1p1000 : fabs(x));
  double y = activation_quotient(activation_make_pair(x, 0), d);
  return fabs(x) > 0x1p60 ? copysign(1, x) : y;
}
static inline double derivative(double x) {
  double a = fabs(x), r = 1 / a, far = r * r;
  activation_pair d = activation_two_sum(1, a > 0x1p60 ? 0x1p60 : a);
  activation_pair one = activation_make_pair(1, 0);
  double near = activation_quotient(one, activation_pair_product(d, d));
  return a > 0x1p60 ? far : near;
}
#define FROM_VALUE(y) ((1 - ((y) < 0 ? -(y) : (y))) * (1 - ((y) < 0 ? -(y) : (y))))
ACTIVATION_FORMS_OF_Y(softsign, FROM_VALUE, value, derivative)
