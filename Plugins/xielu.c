#include <activation.h>
#include <activation_math.h>

ACTIVATION(xielu, "1.0.0", "Trainable quadratic above 0, exponential below")
ACTIVATION_LICENSE(xielu, "MIT")
ACTIVATION_FORMULA(xielu,
  "where(x > 0, softplus(alpha_p) * x^2 + b * x, (b + softplus(alpha_n)) * "
  "(expm1(min(x, eps)) - x) + b * x)")
ACTIVATION_PARAMETER_IN(xielu, alpha_p, 0.2033548, "learnable", "0.8 before softplus")
ACTIVATION_PARAMETER_IN(xielu, alpha_n, -1.0502206, "learnable", "0.8 - b, likewise")
ACTIVATION_PARAMETER(xielu, b, 0.5, "slope at 0")
ACTIVATION_PARAMETER_IN(xielu, eps, -1e-6, "in (-1, 0]", "above it expm1 is taken at it")
ACTIVATION_RANGE(xielu, "(-inf, inf)")
ACTIVATION_KINKS(xielu, "0 eps")
/* no bound for the double forms: sums of learned terms may cancel */
ACTIVATION_MAX_ULP(xielu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(xielu, none, none)
ACTIVATION_RECORD(xielu, note,
  "alpha_p and alpha_n are stored before softplus, as in the reference "
  "implementation")

/* expm1(min(x, eps)) - x; where |x| is small, without the cancellation */
static inline double excess(double x, double eps) {
  double t = x < eps ? x : eps, near = activation_exp_reduced(activation_make_pair(t, 0)).tail;
  return t > -0.25 ? near + (t - x) : activation_expm1(t) - x;
}
static inline double value(double x, double alpha_p, double alpha_n, double b,
                            double eps) {
  double slope = activation_softplus(alpha_n), m = activation_expm1(x < eps ? x : eps);
  double above = activation_softplus(alpha_p) * x * x + b * x;
  double near = (b + slope) * excess(x, eps) + b * x, far = (b + slope) * m - slope * x;
  return x > 0 ? above : x < -1 ? far : near;
}
static inline double derivative(double x, double alpha_p, double alpha_n, double b,
                                 double eps) {
  double t = x < eps ? x : eps, m = activation_expm1(t), flat = x <= eps ? m : -1;
  double above = 2 * activation_softplus(alpha_p) * x + b;
  double below = (b + activation_softplus(alpha_n)) * flat + b;
  return x > 0 ? above : x == x ? below : x;
}
static inline double alpha_p_partial(double x, double alpha_p, double alpha_n, double b,
                                      double eps) {
  double y = activation_sigmoid(alpha_p) * x * x;
  return x > 0 ? y : x == x ? 0 * (alpha_n + b + eps) : x;
}
static inline double alpha_n_partial(double x, double alpha_p, double alpha_n, double b,
                                      double eps) {
  double y = activation_sigmoid(alpha_n) * excess(x, eps);
  return x > 0 ? 0 * (alpha_p + b) : y;
}
ACTIVATION_FORMS(xielu, value, derivative, alpha_p, alpha_n, b, eps)
ACTIVATION_PARTIALS(xielu, alpha_p, alpha_p_partial, alpha_p, alpha_n, b, eps)
ACTIVATION_PARTIALS(xielu, alpha_n, alpha_n_partial, alpha_p, alpha_n, b, eps)
