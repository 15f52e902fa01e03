#include <activation.h>
#include <activation_vector.h>

ACTIVATION(mish, "1.0.0", "x tanh(log(1 + e^x))")
ACTIVATION_LICENSE(mish, "MIT")
ACTIVATION_FORMULA(mish, "x * tanh(softplus(x))")
ACTIVATION_RANGE(mish, "[-0.30884341301725041, inf)")
ACTIVATION_MAX_ULP(mish, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(mish, 1, 2)

/* tanh(log(1 + e^x)) = n / (n + 2) with n = e^x (e^x + 2) */
static inline double value(double x) {
  double t = x > 0 ? -x : x < -800 ? -800 : x, y;
  activation_decay d = activation_decay_pair(t, 0);
  activation_pair e = activation_decay_value(d), two = activation_make_pair(2, 0), n, m, q;
  n = activation_pair_product(activation_pair_sum(two, e), d.m);
  /* above 0, with e = e^-x: (1 + 2 e) / (1 + 2 e + 2 e^2) */
  m = activation_sum(1, 2 * e.hi);
  m.lo += 2 * e.lo;
  q = activation_pair_sum(m, activation_product(2 * e.hi, e.hi));
  q.lo += 4 * e.hi * e.lo;
  if (x <= 0) {
    q = activation_pair_sum(two, activation_scaled_pair(n, d.n));
    m = n;
  }
  m = activation_pair_product(m, activation_make_pair(x > 0 ? x : t, 0));
  y = activation_quotient(m, q);
  y = activation_scale(y, x > 0 ? 0 : d.n);
  return x > 800 ? x : y;
}
static inline double derivative(double x) {
  double at = activation_clamp(x, -800, 800), t = -fabs(at), y, p;
  activation_decay d = activation_decay_pair(t, 0);
  activation_pair e = activation_decay_value(d), one = activation_make_pair(1, 0), n, q, k, f, r;
  k = activation_make_pair(4 * at, 0);
  f = activation_one_plus(e);
  if (x <= 0) {
    /* e (4 (1 + x) + e (6 + 4 x + e (4 + e))) / (2 + e (2 + e))^2 */
    n = activation_pair_sum(activation_make_pair(4, 0), e);
    n = activation_pair_sum(activation_pair_product(n, e), activation_make_pair(2, 0));
    n = activation_pair_sum(n, activation_two_sum(4, 4 * at));
    n = activation_pair_product(n, e);
    n = activation_pair_sum(n, activation_two_sum(4, 4 * at));
    n = activation_pair_product(n, d.m);
    q = activation_pair_sum(activation_make_pair(2, 0), e);
    q = activation_pair_sum(activation_make_pair(2, 0), activation_pair_product(q, e));
  } else {
    /* with e = e^-x: (1 + e (4 + e (6 + 4 e + 4 x (1 + e)))) / (1 + 2 e (1 + e))^2 */
    n = activation_pair_sum(activation_pair_product(f, k), activation_make_pair(6, 0));
    n = activation_pair_sum(n, activation_make_pair(4 * e.hi, 4 * e.lo));
    n = activation_pair_sum(activation_pair_product(n, e), activation_make_pair(4, 0));
    n = activation_pair_sum(activation_pair_product(n, e), one);
    q = activation_pair_product(f, activation_make_pair(2 * e.hi, 2 * e.lo));
    q = activation_pair_sum(one, q);
  }
  y = activation_quotient(n, activation_pair_product(q, q));
  y = activation_scale(y, x > 0 ? 0 : d.n);
  r = activation_sum(x + 0x1.31432c0d12d84p+0, 0x1.bf319154da210p-55);
  p = -0x1.d3f9ff2d2ae88p-15;
  p = p * r.hi - 0x1.66349212aaa0cp-15;
  p = p * r.hi + 0x1.0a7927a1be2c1p-12;
  p = p * r.hi + 0x1.037a57d564692p-10;
  p = p * r.hi + 0x1.1e5e185df514bp-10;
  p = p * r.hi - 0x1.b87de0628565dp-9;
  p = p * r.hi - 0x1.03369d4ac9f38p-6;
  p = p * r.hi - 0x1.4c222fe63dd55p-6;
  p = p * r.hi + 0x1.574f121a868ddp-5;
  p = p * r.hi + 0x1.a34a251d8ad75p-3;
  p = activation_about_root(r, 0x1.115acb42500bbp-2, p);
  return fabs(r.hi) < 0.125 ? p : y;
}
static inline float float_value(float x) {
  double t = activation_clamp(x, -120, 120), e = activation_float_exp_value(-fabs(t)), n, d;
  n = x > 0 ? 1 + 2 * e : e * (e + 2);
  d = x > 0 ? n + 2 * e * e : n + 2;
  return (float)((x > 120 ? x : t) * (n * activation_float_reciprocal(d)));
}
static inline float float_derivative(float x) {
  double t = activation_clamp(x, -120, 120), e = activation_float_exp_value(-fabs(t)), n, d, r;
  double below = e * (4 * (1 + t) + e * (6 + 4 * t + e * (4 + e)));
  n = 1 + e * (4 + e * (6 + 4 * e + 4 * t * (1 + e)));
  n = x > 0 ? n : below;
  d = x > 0 ? 1 + 2 * e * (1 + e) : 2 + e * (2 + e);
  r = activation_float_reciprocal(d);
  return (float)(n * r * r);
}
ACTIVATION_ARRAYS(mish, double, value, derivative)
ACTIVATION_SCALARS(mish, double, value, derivative)
ACTIVATION_KERNEL_VALUE(mish, mish, float_value)
ACTIVATION_KERNEL_DERIVATIVE(mish, mish_derivative, float_derivative)
