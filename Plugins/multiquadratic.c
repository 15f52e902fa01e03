#include <activation.h>
#include <activation_math.h>

ACTIVATION(multiquadratic, "1.0.0", "Radial basis sqrt(1 + x^2)")
ACTIVATION_LICENSE(multiquadratic, "MIT")
ACTIVATION_ALIASES(multiquadratic, "multiquadric")
ACTIVATION_FORMULA(multiquadratic, "sqrt(1 + x^2)")
ACTIVATION_RANGE(multiquadratic, "[1, inf)")
ACTIVATION_SYMMETRY(multiquadratic, "even")
ACTIVATION_MAX_ULP(multiquadratic, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(multiquadratic, 2, 3)

/* |x| beyond 2^30, where the 1 is lost and x^2 would overflow. */
static inline double value(double x) {
  double inner = activation_clamp(x, -0x1p30, 0x1p30), y = sqrt(1 + inner * inner);
  return fabs(x) > 0x1p30 ? fabs(x) : y;
}
static inline double derivative(double x) {
  double inner = activation_clamp(x, -0x1p30, 0x1p30), y = inner / sqrt(1 + inner * inner);
  return x > 0x1p30 ? 1 : x < -0x1p30 ? -1 : y;
}
ACTIVATION_FORMS(multiquadratic, value, derivative)
