#include <activation.h>
#include <activation_math.h>

ACTIVATION(gaussian, "1.0.0", "e^(-x^2)")
ACTIVATION_LICENSE(gaussian, "MIT")
ACTIVATION_ALIASES(gaussian, "radbas")
ACTIVATION_FORMULA(gaussian, "exp(-x^2)")
ACTIVATION_RANGE(gaussian, "[0, 1]")
ACTIVATION_SYMMETRY(gaussian, "even")
ACTIVATION_MAX_ULP(gaussian, 1, 1)
ACTIVATION_RECORD(gaussian, note, "MATLAB's radbas; FANN's FANN_GAUSSIAN is e^(-(steepness x)^2)")
ACTIVATION_NOTE(gaussian, fann, "FANN_GAUSSIAN is this of steepness x, steepness 0.5 by default")
ACTIVATION_NOTE(gaussian, matlab, "radbas is this")

static inline activation_decay decay(double x) {
  double a = fabs(x) > 40 ? 40 : fabs(x), upper = activation_upper(a);
  return activation_decay_pair(-(upper * upper), -((a - upper) * (a + upper)));
}
static inline double value(double x) {
  activation_decay d = decay(x);
  return activation_scale(d.m.hi + d.m.lo, d.n);
}
static inline double derivative(double x) {
  activation_decay d = decay(x);
  activation_pair p = activation_make_pair(-2 * activation_clamp(x, -40, 40), 0);
  p = activation_pair_product(p, d.m);
  return activation_scale(p.hi + p.lo, d.n);
}
ACTIVATION_FORMS(gaussian, value, derivative)
