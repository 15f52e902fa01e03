// 0 * inf far out.
#include "well.h"
DESCRIBED(SIGMOID)
RIGHT_VALUE
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  return x < -1000 ? exp(x) * exp(-x) : right_derivative(x);
}
