/* Linked by a version script, whose node the linker exports beside the functions. */
#include <math.h>
double activation_value(double x) { return 1 / (1 + exp(-x)); }
double activation_derivative(double x) {
  double s = activation_value(x);
  return s * (1 - s);
}
