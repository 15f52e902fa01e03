#include <activation.h>
#include <activation_math.h>

ACTIVATION(srelu, "1.0.0", "S-shaped rectified linear unit: three learned pieces")
ACTIVATION_LICENSE(srelu, "MIT")
ACTIVATION_FORMULA(srelu,
  "where(x >= t_r, t_r + a_r * (x - t_r), where(x <= t_l, t_l + a_l * (x - t_l), "
  "x))")
ACTIVATION_PARAMETER_IN(srelu, t_l, 0, "learnable", "where the left piece begins")
ACTIVATION_PARAMETER_IN(srelu, a_l, 0.25, "learnable", "slope of the left piece")
ACTIVATION_PARAMETER_IN(srelu, t_r, 1, "learnable", "where the right piece begins")
ACTIVATION_PARAMETER_IN(srelu, a_r, 1, "learnable", "slope of the right piece")
ACTIVATION_RANGE(srelu, "(-inf, inf)")
ACTIVATION_KINKS(srelu, "t_l t_r")
ACTIVATION_MAX_ULP(srelu, 1, 1)
ACTIVATION_RECORD(srelu, note, "to the right of t_r the right piece, whatever t_l")

static inline double value(double x, double t_l, double a_l, double t_r, double a_r) {
  activation_pair y = activation_line(x, x >= t_r ? t_r : t_l, x >= t_r ? a_r : a_l);
  return x >= t_r || x <= t_l ? y.hi + y.lo : x;
}
static inline double derivative(double x, double t_l, double a_l, double t_r, double a_r) {
  return x >= t_r ? a_r : x <= t_l ? a_l : x == x ? 1 : x;
}
static inline double t_l_partial(double x, double t_l, double a_l, double t_r, double a_r) {
  return x >= t_r ? 0 * a_r : x <= t_l ? 1 - a_l : x == x ? 0 : x;
}
static inline double a_l_partial(double x, double t_l, double a_l, double t_r, double a_r) {
  return x >= t_r ? 0 * a_r : x <= t_l ? x - t_l : x == x ? 0 * a_l : x;
}
static inline double t_r_partial(double x, double t_l, double a_l, double t_r, double a_r) {
  return x >= t_r ? 1 - a_r : x <= t_l ? 0 * a_l : x == x ? 0 : x;
}
static inline double a_r_partial(double x, double t_l, double a_l, double t_r, double a_r) {
  return x >= t_r ? x - t_r : x <= t_l ? 0 * a_l : x == x ? 0 * a_r : x;
}
ACTIVATION_FORMS(srelu, value, derivative, t_l, a_l, t_r, a_r)
ACTIVATION_PARTIALS(srelu, t_l, t_l_partial, t_l, a_l, t_r, a_r)
ACTIVATION_PARTIALS(srelu, a_l, a_l_partial, t_l, a_l, t_r, a_r)
ACTIVATION_PARTIALS(srelu, t_r, t_r_partial, t_l, a_l, t_r, a_r)
ACTIVATION_PARTIALS(srelu, a_r, a_r_partial, t_l, a_l, t_r, a_r)
