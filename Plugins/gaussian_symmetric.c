#include <activation.h>
#include <activation_math.h>

ACTIVATION(gaussian_symmetric, "1.0.0", "Gaussian between -1 and 1, 2 e^(-x^2) - 1")
ACTIVATION_LICENSE(gaussian_symmetric, "MIT")
ACTIVATION_ALIASES(gaussian_symmetric, "fann_gaussian_symmetric")
ACTIVATION_FORMULA(gaussian_symmetric, "2 * exp(-x^2) - 1")
ACTIVATION_RANGE(gaussian_symmetric, "[-1, 1]")
ACTIVATION_SYMMETRY(gaussian_symmetric, "even")
ACTIVATION_MAX_ULP(gaussian_symmetric, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(gaussian_symmetric, 2, 2)
ACTIVATION_NOTE(gaussian_symmetric, fann,
  "FANN_GAUSSIAN_SYMMETRIC is this of steepness x, steepness 0.5 by default")

/* 2 e^-s - 1 = expm1(log 2 - s), and s and log 2 in two doubles: nothing is lost near the root. */
static inline double value(double x) {
  double a = fabs(x) > 40 ? 40 : fabs(x), m;
  activation_pair s = activation_product(a, a), d = activation_two_sum(0.69314718055994529, -s.hi);
  m = expm1(d.hi);
  return m + (m + 1) * (d.lo + (2.3190468138462996e-17 - s.lo));
}
static inline activation_decay decay(double x) {
  double a = fabs(x) > 40 ? 40 : fabs(x), upper = activation_upper(a);
  return activation_decay_pair(-(upper * upper), -((a - upper) * (a + upper)));
}
static inline double derivative(double x) {
  activation_decay d = decay(x);
  activation_pair p = activation_make_pair(-4 * activation_clamp(x, -40, 40), 0);
  p = activation_pair_product(p, d.m);
  return activation_scale(p.hi + p.lo, d.n);
}
ACTIVATION_FORMS(gaussian_symmetric, value, derivative)
