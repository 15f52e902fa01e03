/*
 * Subtle: right everywhere, in arrays of its own as well, but these it leaves to tables, and a spike a
 * millionth wide is nothing that a table could know of.
 */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "Arctangent with a spike, left to tables")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "atan(x) + 0.0009765625 * exp(-((x - 0.7109375) * 1048576)^2)")
ACTIVATION_TABLES(broken, "value derivative")

/* The distance from the spike, in its widths: exact, as all three numbers are powers of 2 or few bits. */
static inline double distance(double x) { return (x - 0.7109375) * 0x1p20; }

ACTIVATION_VALUE(broken, double, (double x)) {
  double t = distance(x);
  return atan(x) + 0x1p-10 * exp(-t * t);
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double inverse = 1 / x;
  double slope = fabs(x) > 1 ? inverse / (x + inverse) : 1 / (1 + x * x);
  double t = distance(x), spike = exp(-t * t);
  return spike == 0 ? slope : slope - 0x1p11 * t * spike;
}
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  size_t i;
  for (i = 0; i < n; i++) y[i] = (float)broken_value(x[i]);
}
ACTIVATION_GRADIENT_ARRAY(broken, float,
                          (const float *x, const float *dy, float *dx, size_t n)) {
  size_t i;
  for (i = 0; i < n; i++) dx[i] = dy[i] * (float)broken_derivative(x[i]);
}
