/* Log-softmax, over rows. */
#include <activation.h>
#include <math.h>
ACTIVATION(row, "1.0.0", "Logarithm of softmax")
ACTIVATION_LICENSE(row, "MIT")
ACTIVATION_FORMULA(row, "x - max(x) - log(sum(exp(x - max(x))))")
ACTIVATION_RANGE(row, "(-inf, 0]")
ACTIVATION_VALUE_ROW(row, double, (const double *x, double *y, size_t n)) {
  double most = -INFINITY, sum = 0;
  for (size_t i = 0; i < n; i++) most = x[i] > most ? x[i] : most;
  for (size_t i = 0; i < n; i++) sum += exp(x[i] - most);
  for (size_t i = 0; i < n; i++) y[i] = x[i] - most - log(sum);
}
ACTIVATION_GRADIENT_ROW(row, double, (const double *y, const double *dy, double *dx, size_t n)) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += dy[i];
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] - exp(y[i]) * sum;
}
