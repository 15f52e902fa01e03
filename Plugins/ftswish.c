#include <activation.h>
#include <activation_math.h>
#include <activation_quad.h>

ACTIVATION(ftswish, "1.0.0", "Flatten-T swish: silu moved down where x >= 0, flat elsewhere")
ACTIVATION_LICENSE(ftswish, "MIT")
ACTIVATION_ALIASES(ftswish, "flatten_t_swish")
ACTIVATION_FORMULA(ftswish, "where(x >= 0, x * sigmoid(x), 0) + threshold")
ACTIVATION_PARAMETER(ftswish, threshold, -0.2, "what it is where x <= 0")
ACTIVATION_RANGE(ftswish, "[threshold, inf)")
ACTIVATION_MONOTONIC(ftswish, "nondecreasing")
ACTIVATION_KINKS(ftswish, "0")
ACTIVATION_MAX_ULP(ftswish, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(ftswish, 2, 2)
ACTIVATION_NOTE(ftswish, mlpack, "FlattenTSwish is this")

/* (x + threshold (1 + e^-x)) / (1 + e^-x), a difference of pairs. */
static inline double value(double x, double threshold) {
  activation_pair one, n, t = activation_make_pair(threshold, 0);
  one = activation_one_plus(activation_decay_value(activation_decay_pair(x > 0 ? -x : 0, 0)));
  n = activation_pair_sum(activation_make_pair(x, 0), activation_pair_product(t, one));
  return x >= 0 ? activation_quotient(n, one) : x == x ? threshold : x;
}
static inline double derivative(double x, double threshold) {
  return x >= 0 ? activation_silu_derivative(x) : x == x ? 0 * threshold : x;
}

/* Beside its root, which moves with threshold, a pair is too short. x S(x) is about x / 2 or about x, and
 * that part meets threshold without an error. */
static double beside_root(double x, double threshold) {
  activation_quad u = x, half = u / 2;
  return (double)(x < 2 ? (half + threshold) + half * activation_quad_tanh(half)
                        : (u + threshold) - u / (1 + activation_quad_exp(u)));
}
static inline double double_value(double x, double threshold) {
  double y = value(x, threshold);
  return fabs(y) < -0.125 * threshold ? beside_root(x, threshold) : y;
}
static inline float float_value(float x, float threshold) { return (float)value(x, threshold); }
static inline float float_derivative(float x, float threshold) {
  return (float)derivative(x, threshold);
}
ACTIVATION_FORMS_WITH_FLOAT(
  ftswish, float_value, float_derivative, double_value, derivative, threshold)
