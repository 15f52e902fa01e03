/* The row ignores its temperature, which the default, 1, hides. */
#include "softmax.h"
ACTIVATION(broken, "1.0.0", "Softmax with a temperature")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "exp((x - max(x)) / t) / sum(exp((x - max(x)) / t))")
ACTIVATION_PARAMETER_IN(broken, t, 1, "in [0.1, 10]", "temperature")
ACTIVATION_VALUE_ROW(broken, double, (const double *x, double *y, size_t n, double t)) {
  (void)t;
  softmax(x, y, n);
}
ACTIVATION_GRADIENT_ROW(broken, double,
                        (const double *y, const double *dy, double *dx, size_t n, double t)) {
  double dot = 0;
  for (size_t i = 0; i < n; i++) dot += y[i] * dy[i];
  for (size_t i = 0; i < n; i++) dx[i] = y[i] * (dy[i] - dot) / t;
}
