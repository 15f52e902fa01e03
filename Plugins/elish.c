#include <activation.h>
#include <activation_math.h>

ACTIVATION(elish, "1.0.0", "Exponential linear unit times the logistic sigmoid")
ACTIVATION_LICENSE(elish, "MIT")
ACTIVATION_FORMULA(elish, "where(x > 0, x, expm1(min(x, 0))) * sigmoid(x)")
ACTIVATION_RANGE(elish, "(-inf, inf)")
ACTIVATION_MAX_ULP(elish, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(elish, 2, 2)

static inline double value(double x) {
  double t = x > 0 ? 0 : x, below;
  activation_pair m = activation_expm1_pair(t, 0);
  below = activation_gated(t == 0 ? t : m.hi + m.lo, activation_make_pair(t, 0));
  below = t > -0x1p-60 ? 0.5 * t : below;
  return x > 0 ? activation_gated(x, activation_make_pair(x, 0)) : below;
}
static inline double derivative(double x) {
  double t = x > 0 ? 0 : x < -800 ? -800 : x, root = 0x1.a827999fcef32p-2, below;
  /* e (e^2 + 2 e - 1) / (1 + e)^2, where e^2 + 2 e - 1 = (e - root) (e + 2 + root) and
   * e - root = root expm1(t - log root) */
  activation_decay d = activation_decay_pair(t, 0);
  activation_pair e = activation_decay_value(d), n, f;
  n = activation_expm1_pair(t + 0x1.c34366179d427p-1, -0x1.9f270661722dbp-56);
  f = activation_pair_sum(activation_make_pair(0x1.3504f333f9de6p+1, 0x1.21165f626cdd5p-53), e);
  n = activation_pair_product(activation_pair_product(n, f), d.m);
  n = activation_pair_product(n, activation_make_pair(root, 0x1.08b2fb1366ea9p-56));
  below = activation_scale(activation_quotient(n, activation_one_plus_squared(e)), d.n);
  return x > 0 ? activation_silu_derivative(x) : below;
}
ACTIVATION_FORMS(elish, value, derivative)
