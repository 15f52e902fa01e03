/* Softmax at a temperature: its gradient of y loses
 * digits where a row is saturated, as any of y must. */
#include <activation.h>
#include <math.h>
ACTIVATION(temperature, "1.0.0", "Softmax at a temperature")
ACTIVATION_LICENSE(temperature, "MIT")
ACTIVATION_FORMULA(temperature, "exp((x - max(x)) / t) / sum(exp((x - max(x)) / t))")
ACTIVATION_PARAMETER_IN(temperature, t, 1, "in [0.25, 4]", "the temperature")
ACTIVATION_VALUE_ROW(temperature, double, (const double *x, double *y, size_t n, double t)) {
  double most = -INFINITY, sum = 0;
  int nan = 0;
  for (size_t i = 0; i < n; i++) {
    if (x[i] > most) most = x[i];
    if (x[i] != x[i]) nan = 1;
  }
  if (nan) most = NAN;
  for (size_t i = 0; i < n; i++) {
    y[i] = exp((x[i] - most) / t);
    sum += y[i];
  }
  for (size_t i = 0; i < n; i++) y[i] /= sum;
}
ACTIVATION_GRADIENT_ROW(temperature, double,
                        (const double *y, const double *dy, double *dx, size_t n, double t)) {
  double dot = 0;
  for (size_t i = 0; i < n; i++) dot += y[i] * dy[i];
  for (size_t i = 0; i < n; i++) dx[i] = y[i] * (dy[i] - dot) / t;
}
