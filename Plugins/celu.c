#include <activation.h>
#include <activation_math.h>

ACTIVATION(celu, "1.0.0", "Continuously differentiable exponential linear unit")
ACTIVATION_LICENSE(celu, "MIT")
ACTIVATION_FORMULA(celu, "where(x > 0, x, alpha * expm1(min(x, 0) / alpha))")
ACTIVATION_PARAMETER_IN(celu, alpha, 1, "in [0.015625, 64]", "what it tends to at -inf, negated")
ACTIVATION_RANGE(celu, "[-alpha, inf)")
ACTIVATION_MONOTONIC(celu, "nondecreasing")
ACTIVATION_MAX_ULP(celu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(celu, 2, 2)
ACTIVATION_NOTE(celu, keras,
  "where TensorFlow computes its derivative at 0 is 2, though on either side it is 1")

static inline activation_pair scaled(double x, double alpha) {
  double below = x > 0 ? 0 : x < -1000 * alpha ? -1000 * alpha : x, q = below / alpha;
  activation_pair p = activation_product(q, alpha);
  return activation_make_pair(q, ((below - p.hi) - p.lo) / alpha);
}
static inline double value(double x, double alpha) {
  activation_pair t = scaled(x, alpha), m = activation_expm1_pair(t.hi, t.lo);
  double below = alpha * (m.hi + m.lo);
  below = x > -0x1p-60 * alpha ? x : below;
  return x > 0 ? x : below;
}
static inline double derivative(double x, double alpha) {
  activation_pair t = scaled(x, alpha);
  double below = activation_exp_pair(t.hi, t.lo);
  return x > 0 ? 1 : below;
}
#define FROM_VALUE(y, alpha) ((y) > 0 ? 1 : ((y) + (alpha)) / (alpha))
ACTIVATION_FORMS_OF_Y(celu, FROM_VALUE, value, derivative, alpha)
