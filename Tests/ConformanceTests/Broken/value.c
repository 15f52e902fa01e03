// Off by up to 1e-5, and right at zero and far out.
#include "well.h"
DESCRIBED(SIGMOID)
ACTIVATION_VALUE(broken, double, (double x)) {
  return right(x) + 1e-4 * tanh(x) * right_derivative(x);
}
RIGHT_DERIVATIVE
