#include <activation.h>
#include <activation_vector.h>

ACTIVATION(softsign, "1.0.0", "x / (1 + |x|)")
ACTIVATION_LICENSE(softsign, "MIT")
ACTIVATION_ALIASES(softsign, "soft_sign elliotsig elliot_symmetric")
ACTIVATION_FORMULA(softsign, "x / (1 + abs(x))")
ACTIVATION_RANGE(softsign, "[-1, 1]")
ACTIVATION_MONOTONIC(softsign, "nondecreasing")
ACTIVATION_SYMMETRY(softsign, "odd")
ACTIVATION_MAX_ULP(softsign, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(softsign, 1, 2)
ACTIVATION_NOTE(softsign, fann,
  "FANN_ELLIOT_SYMMETRIC is softsign(steepness x), steepness 0.5 by default")
ACTIVATION_NOTE(softsign, matlab, "elliotsig is this")

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
static inline float float_value(float x) {
  double d = activation_clamp(x, -0x1p60, 0x1p60);
  return (float)(d / (1 + fabs(d)));
}
static inline float float_derivative(float x) {
  return (float)derivative(x);
}
ACTIVATION_ARRAYS_OF_Y(softsign, double, value, FROM_VALUE)
ACTIVATION_SCALARS(softsign, double, value, derivative)
ACTIVATION_KERNEL_VALUE(softsign, softsign, float_value)
ACTIVATION_GRADIENTS_OF_Y(softsign, float, FROM_VALUE)
ACTIVATION_SCALAR_DERIVATIVE(softsign, float, float_value, float_derivative)
