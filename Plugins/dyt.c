#include <activation.h>
#include <activation_math.h>

ACTIVATION(dyt, "1.0.0", "Dynamic tanh, which stands in for normalization")
ACTIVATION_LICENSE(dyt, "MIT")
ACTIVATION_ALIASES(dyt, "dynamic_tanh")
ACTIVATION_FORMULA(dyt, "g * tanh(alpha * x) + d")
ACTIVATION_PARAMETER_IN(dyt, g, 1, "learnable", "scale, meant to be one a channel")
ACTIVATION_PARAMETER_IN(dyt, d, 0, "learnable", "shift, likewise")
ACTIVATION_PARAMETER_IN(dyt, alpha, 0.5, "learnable", "factor of the input")
ACTIVATION_RANGE(dyt, "(-inf, inf)")
/* no bound for the double value: the sum with d may cancel */
ACTIVATION_MAX_ULP(dyt, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(dyt, none, 2)

static inline activation_pair scaled(double x, double alpha) {
  return activation_product(activation_clamp(x, -0x1p500, 0x1p500), alpha);
}
static inline double tanh_of(double x, double alpha) {
  activation_pair t = scaled(x, alpha);
  return activation_tanh_pair(t.hi, t.lo);
}
/* a b tanh'(alpha x) = 4 a b e / (1 + e)^2 with e = e^-|2 alpha x| */
static inline double slope(double a, double b, double x, double alpha) {
  activation_pair t = scaled(x, alpha);
  activation_decay d = activation_decay_pair(-2 * fabs(t.hi), t.hi < 0 ? 2 * t.lo : -2 * t.lo);
  activation_pair n = activation_pair_product(activation_make_pair(4 * b, 0), d.m);
  double q = activation_quotient(n, activation_one_plus_squared(activation_decay_value(d)));
  return activation_scaled_product(a, activation_make_scaled(q, d.n));
}
static inline double value(double x, double g, double d, double alpha) {
  return g * tanh_of(x, alpha) + d;
}
static inline double derivative(double x, double g, double d, double alpha) {
  return slope(alpha, g, x, alpha) + 0 * d;
}
static inline double g_partial(double x, double g, double d, double alpha) {
  return tanh_of(x, alpha) + 0 * (g + d);
}
static inline double d_partial(double x, double g, double d, double alpha) {
  return x == x ? 1 + 0 * (g + d + alpha) : x;
}
static inline double alpha_partial(double x, double g, double d, double alpha) {
  double finite = activation_clamp(x, -0x1.fffffffffffffp1023, 0x1.fffffffffffffp1023);
  return slope(finite, g, x, alpha) + 0 * d;
}
ACTIVATION_FORMS(dyt, value, derivative, g, d, alpha)
ACTIVATION_PARTIALS(dyt, g, g_partial, g, d, alpha)
ACTIVATION_PARTIALS(dyt, d, d_partial, g, d, alpha)
ACTIVATION_PARTIALS(dyt, alpha, alpha_partial, g, d, alpha)
