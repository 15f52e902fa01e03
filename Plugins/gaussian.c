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

static inline activation_decay decay(double x) {
  double a = fabs(x) > 40 ? 40 : fabs(x), upper = activation_upper(a);
  return activation_decay_pair(-(upper * upper), -((a - upper) * (a + upper)));
}
static inline double value(double x) {
  activation_decay d = decay(x);
  return (d.m.hi + d.m.lo) * d.scale * ACTIVATION_UNSCALE;
}
static inline double derivative(double x) {
  activation_decay d = decay(x);
  activation_pair p = activation_product(-2 * activation_clamp(x, -40, 40), d.m.hi * d.scale);
  p.lo += -2 * activation_clamp(x, -40, 40) * d.m.lo * d.scale;
  return (p.hi + p.lo) * ACTIVATION_UNSCALE;
}
ACTIVATION_FORMS(gaussian, value, derivative)
