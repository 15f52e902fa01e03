/* Forgets the maximum in rows of more than 24. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "log of softmax")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "x - max(x) - log(sum(exp(x - max(x))))")
ACTIVATION_VALUE_ROW(broken, double, (const double *x, double *y, size_t n)) {
  double m = n ? x[0] : 0, s = 0;
  for (size_t i = 0; i < n; i++) if (!(x[i] <= m)) m = x[i];
  if (n > 24 && m == m) m = 0;
  for (size_t i = 0; i < n; i++) s += exp(x[i] - m);
  for (size_t i = 0; i < n; i++) y[i] = x[i] - m - log(s);
}
ACTIVATION_GRADIENT_ROW(broken, double, (const double *y, const double *dy, double *dx, size_t n)) {
  double s = 0;
  for (size_t i = 0; i < n; i++) s += dy[i];
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] - exp(y[i]) * s;
}
