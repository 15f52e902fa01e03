#include <activation.h>
#include <activation_math.h>

ACTIVATION(scaled_tanh, "1.0.0", "1.7159 tanh(2 x / 3): 1 at 1, and -1 at -1")
ACTIVATION_LICENSE(scaled_tanh, "MIT")
ACTIVATION_ALIASES(scaled_tanh, "lecun_tanh stanh")
ACTIVATION_FORMULA(scaled_tanh, "1.7159 * tanh(2 * x / 3)")
ACTIVATION_RANGE(scaled_tanh, "[-1.7159, 1.7159]")
ACTIVATION_MONOTONIC(scaled_tanh, "nondecreasing")
ACTIVATION_SYMMETRY(scaled_tanh, "odd")
ACTIVATION_MAX_ULP(scaled_tanh, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(scaled_tanh, 3, 3)
ACTIVATION_NOTE(scaled_tanh, paddle, "stanh has 0.67 in the place of 2 / 3")

/* n x / 3, and what its rounding left */
static inline activation_pair third(double x, double n) {
  double t = n * activation_clamp(x, -600, 600), q = t / 3;
  activation_pair p = activation_product(q, 3);
  return activation_make_pair(q, ((t - p.hi) - p.lo) / 3);
}
static inline double value(double x) {
  activation_pair t = third(x, 2);
  return 1.7159 * activation_tanh_pair(t.hi, t.lo);
}
/* tanh'(t) is four times the logistic sigmoid's derivative at 2 t. */
static inline double derivative(double x) {
  activation_pair t = third(x, 4);
  return (1.7159 * 8 / 3) * activation_sigmoid_derivative_pair(t.hi, t.lo);
}
ACTIVATION_FORMS(scaled_tanh, value, derivative)
