#include <activation.h>
#include <activation_math.h>

ACTIVATION(ftswish, "1.0.0", "Flatten-T swish: silu moved down where x >= 0, flat elsewhere")
ACTIVATION_LICENSE(ftswish, "MIT")
ACTIVATION_ALIASES(ftswish, "flatten_t_swish")
ACTIVATION_FORMULA(ftswish, "where(x >= 0, x * sigmoid(x), 0) + threshold")
ACTIVATION_PARAMETER(ftswish, threshold, -0.2, "what it is where x <= 0")
ACTIVATION_RANGE(ftswish, "[threshold, inf)")
ACTIVATION_MONOTONIC(ftswish, "nondecreasing")
ACTIVATION_KINKS(ftswish, "0")
ACTIVATION_MAX_ULP(ftswish, 1, 1)
/* no bound for its value in double: it subtracts near a root that moves with threshold */
ACTIVATION_MAX_ULP_DOUBLE(ftswish, none, 2)
ACTIVATION_NOTE(ftswish, mlpack, "FlattenTSwish is this")

/* (x + threshold (1 + e^-x)) / (1 + e^-x): its root is where two pairs meet. */
static inline double value(double x, double threshold) {
  activation_pair one, n, t = activation_make_pair(threshold, 0);
  one = activation_one_plus(activation_decay_value(activation_decay_pair(x > 0 ? -x : 0, 0)));
  n = activation_pair_sum(activation_make_pair(x, 0), activation_pair_product(t, one));
  return x >= 0 ? activation_quotient(n, one) : x == x ? threshold : x;
}
static inline double derivative(double x, double threshold) {
  return x >= 0 ? activation_silu_derivative(x) : x == x ? 0 * threshold : x;
}
ACTIVATION_FORMS(ftswish, value, derivative, threshold)
