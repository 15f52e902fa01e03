#include <activation.h>
#include <activation_math.h>

ACTIVATION(inverse_quadratic, "1.0.0", "Radial basis 1 / (1 + x^2)")
ACTIVATION_LICENSE(inverse_quadratic, "MIT")
ACTIVATION_ALIASES(inverse_quadratic, "cauchy")
ACTIVATION_FORMULA(inverse_quadratic, "1 / (1 + x^2)")
ACTIVATION_RANGE(inverse_quadratic, "[0, 1]")
ACTIVATION_SYMMETRY(inverse_quadratic, "even")
ACTIVATION_MAX_ULP(inverse_quadratic, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(inverse_quadratic, 2, 5)

/* Far out, where x^2 would overflow long before its reciprocal is 0, by powers of 1 / x. */
static inline double value(double x) {
  double inner = activation_clamp(x, -0x1p30, 0x1p30), r = 1 / x, y = 1 / (1 + inner * inner);
  return fabs(x) > 0x1p30 ? r * r : y;
}
static inline double derivative(double x) {
  double inner = activation_clamp(x, -0x1p30, 0x1p30), r = 1 / x, d = 1 + inner * inner;
  double y = -2 * inner / (d * d);
  return fabs(x) > 0x1p30 ? -2 * r * r * r : y;
}
ACTIVATION_FORMS(inverse_quadratic, value, derivative)
