#include <activation.h>
#include <activation_math.h>

ACTIVATION(smelu, "1.0.0", "Smooth rectifier: a parabola joins two straight lines")
ACTIVATION_LICENSE(smelu, "MIT")
ACTIVATION_ALIASES(smelu, "smooth_elu")
ACTIVATION_FORMULA(smelu, "where(x >= beta, x, where(x <= -beta, 0, (x + beta)^2 / (4 * beta)))")
ACTIVATION_PARAMETER_IN(smelu, beta, 1, "in [0.015625, 64]", "half the width of the parabola")
ACTIVATION_RANGE(smelu, "[0, inf)")
ACTIVATION_MONOTONIC(smelu, "nondecreasing")
ACTIVATION_MAX_ULP(smelu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(smelu, 2, 1)
ACTIVATION_RECORD(smelu, note, "sparse_plus is this with beta 1")

static inline double value(double x, double beta) {
  activation_pair s = activation_two_sum(activation_clamp(x, -beta, beta), beta);
  activation_pair n = activation_pair_product(s, s);
  double y = activation_quotient(n, activation_make_pair(4 * beta, 0));
  return x >= beta ? x : x <= -beta ? 0 : y;
}
static inline double derivative(double x, double beta) {
  activation_pair s = activation_two_sum(activation_clamp(x, -beta, beta), beta);
  double y = activation_quotient(s, activation_make_pair(2 * beta, 0));
  return x >= beta ? 1 : x <= -beta ? 0 : y;
}
ACTIVATION_FORMS(smelu, value, derivative, beta)
