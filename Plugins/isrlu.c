#include <activation.h>
#include <activation_math.h>

ACTIVATION(isrlu, "1.0.0", "Inverse square root linear unit")
ACTIVATION_LICENSE(isrlu, "MIT")
ACTIVATION_FORMULA(isrlu, "where(x >= 0, x, x / sqrt(1 + alpha * x^2))")
ACTIVATION_PARAMETER_IN(isrlu, alpha, 1, "in [0.015625, 64]", "the limit at -inf is -1 / sqrt(alpha)")
ACTIVATION_RANGE(isrlu, "[-1/sqrt(alpha), inf)")
ACTIVATION_MONOTONIC(isrlu, "nondecreasing")
ACTIVATION_MAX_ULP(isrlu, 2, 2)

static inline double value(double x, double alpha) {
  double a = x > 0 ? 0 : x < -0x1p200 ? -0x1p200 : x, y = a / sqrt(1 + alpha * a * a);
  return x > 0 ? x : y;
}
static inline double derivative(double x, double alpha) {
  double a = x > 0 ? 0 : x < -0x1p200 ? 0x1p200 : -x, far, y;
  activation_pair square = activation_product(a, a), d = activation_two_sum(1, alpha * square.hi);
  d.lo += alpha * square.lo;
  y = 1 / (d.hi * sqrt(d.hi));
  y -= y * (1.5 * d.lo / d.hi);
  far = 1 / fabs(x);
  far = far * far * far / (alpha * sqrt(alpha));
  return x < -0x1p200 ? far : y;
}
ACTIVATION_FORMS(isrlu, value, derivative, alpha)
