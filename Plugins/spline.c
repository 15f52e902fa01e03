#include <activation.h>
#include <activation_math.h>

ACTIVATION(spline, "1.0.0", "Radial basis r^2 log(1 + r) of r = |x|")
ACTIVATION_LICENSE(spline, "MIT")
ACTIVATION_FORMULA(spline, "x^2 * log1p(abs(x))")
ACTIVATION_RANGE(spline, "[0, inf)")
ACTIVATION_SYMMETRY(spline, "even")
ACTIVATION_MAX_ULP(spline, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(spline, 3, 3)
ACTIVATION_RECORD(spline, note, "a radius is never negative: for it |x| is x")

/* One factor at a time: x^2 leaves the numbers before the product does. */
static inline double value(double x) {
  double r = fabs(x);
  return r * (r * log1p(r));
}
static inline double derivative(double x) {
  double r = fabs(x), y = 2 * r * log1p(r) + r / (1 + r) * r;
  y = r > 0x1p1000 ? 2 * r * log1p(r) + r : y;
  return x < 0 ? -y : y;
}
ACTIVATION_FORMS(spline, value, derivative)
