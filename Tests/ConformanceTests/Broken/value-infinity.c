// -inf / inf.
#include "well.h"
DESCRIBED("x * sigmoid(x)")
ACTIVATION_VALUE(broken, double, (double x)) { return x / (1 + exp(-x)); }
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  if (x < -800) return 0;
  return right(x) + x * right_derivative(x);
}
