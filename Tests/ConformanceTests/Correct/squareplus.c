/* (x + sqrt(x^2 + b)) / 2 where the left tail must not cancel. */
#include <activation.h>
#include <math.h>
ACTIVATION(squareplus2, "1.1.0", "Squareplus")
ACTIVATION_LICENSE(squareplus2, "Apache-2.0")
ACTIVATION_FORMULA(squareplus2, "(x + sqrt(x^2 + b)) / 2")
ACTIVATION_PARAMETER_IN(squareplus2, b, 4, "in (0, 100]", "how round")
ACTIVATION_RANGE(squareplus2, "(0, inf)")
ACTIVATION_VALUE(squareplus2, double, (double x, double b)) {
  double r = hypot(x, sqrt(b));
  return x < 0 ? b / 4 / (r / 2 - x / 2) : x / 2 + r / 2;
}
ACTIVATION_DERIVATIVE(squareplus2, double, (double x, double b)) {
  double r = hypot(x, sqrt(b));
  if (isinf(x)) return x > 0;
  return x < 0 ? b / (2 * r) / (r / 2 - x / 2) / 2 : 0.5 + x / r / 2;
}
