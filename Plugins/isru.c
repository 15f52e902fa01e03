#include <activation.h>
#include <activation_math.h>

ACTIVATION(isru, "1.0.0", "Inverse square root unit")
ACTIVATION_LICENSE(isru, "MIT")
ACTIVATION_FORMULA(isru, "x / sqrt(1 + alpha * x^2)")
ACTIVATION_PARAMETER_IN(isru, alpha, 1, "in [0.015625, 64]", "the limits are 1 / sqrt(alpha)")
ACTIVATION_RANGE(isru, "[-1/sqrt(alpha), 1/sqrt(alpha)]")
ACTIVATION_MONOTONIC(isru, "nondecreasing")
ACTIVATION_SYMMETRY(isru, "odd")
ACTIVATION_MAX_ULP(isru, 2, 3)

static inline double value(double x, double alpha) {
  double a = activation_clamp(x, -0x1p200, 0x1p200), y = a / sqrt(1 + alpha * a * a);
  return y;
}
static inline double derivative(double x, double alpha) {
  double a = fabs(x) > 0x1p200 ? 0x1p200 : fabs(x), far;
  activation_pair square = activation_product(a, a), d;
  double y;
  d = activation_two_sum(1, alpha * square.hi);
  d.lo += alpha * square.lo;
  y = 1 / (d.hi * sqrt(d.hi));
  y -= y * (1.5 * d.lo / d.hi);
  far = 1 / fabs(x);
  far = far * far * far / (alpha * sqrt(alpha));
  return fabs(x) > 0x1p200 ? far : y;
}
ACTIVATION_FORMS(isru, value, derivative, alpha)
