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

static inline double value(double x, double g, double d, double alpha) {
  return g * activation_tanh(alpha * x) + d;
}
static inline double derivative(double x, double g, double d, double alpha) {
  return g * alpha * activation_tanh_derivative(alpha * x) + 0 * d;
}
static inline double g_partial(double x, double g, double d, double alpha) {
  return activation_tanh(alpha * x) + 0 * (g + d);
}
static inline double d_partial(double x, double g, double d, double alpha) {
  return x == x ? 1 + 0 * (g + d + alpha) : x;
}
static inline double alpha_partial(double x, double g, double d, double alpha) {
  double slope = g * activation_tanh_derivative(alpha * x) + 0 * d;
  return slope == 0 ? slope : x * slope;
}
ACTIVATION_FORMS(dyt, value, derivative, g, d, alpha)
ACTIVATION_PARTIALS(dyt, g, g_partial, g, d, alpha)
ACTIVATION_PARTIALS(dyt, d, d_partial, g, d, alpha)
ACTIVATION_PARTIALS(dyt, alpha, alpha_partial, g, d, alpha)
