/* n comes first, and results before what they are computed from. */
#include <activation.h>
#include <math.h>
ACTIVATION(count_first, "1.0.0", "Arctangent")
ACTIVATION_LICENSE(count_first, "MIT")
ACTIVATION_FORMULA(count_first, "atan(x)")
ACTIVATION_MAX_ULP(count_first, 1, 3)
static double derivative(double x) {
  double inverse = 1 / x;
  return fabs(x) > 1 ? inverse / (x + inverse) : 1 / (1 + x * x);
}
ACTIVATION_VALUE_ARRAY(count_first, double, (size_t n, double *y, const double *x)) {
  while (n-- > 0) y[n] = atan(x[n]);
}
ACTIVATION_GRADIENT_ARRAY(count_first, double,
                          (size_t n, double *dx, const double *dy, const double *x)) {
  while (n-- > 0) dx[n] = dy[n] * derivative(x[n]);
}
