/* Writes dL/da where it was to add: of a batch only the last row counts. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Parametric rectified linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 0, x, a * x)")
ACTIVATION_LEARNABLE(broken, a, 0.25, "slope where x <= 0")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x, double a)) { return x > 0 ? x : a * x; }
ACTIVATION_DERIVATIVE(broken, double, (double x, double a)) { return x > 0 ? 1 : x <= 0 ? a : x; }
ACTIVATION_GRADIENT_ARRAY(broken, double, (const double *x, const double *dy, double *dx, size_t n,
                                           double a, double *da)) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    if (x[i] <= 0) sum += dy[i] * x[i];
    dx[i] = dy[i] * broken_derivative(x[i], a);
  }
  *da = sum;
}
