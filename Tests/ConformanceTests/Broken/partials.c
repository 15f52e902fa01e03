// Twice what df/dbeta is.
#include "well.h"
DESCRIBED("x * sigmoid(beta * x)")
ACTIVATION_PARAMETER_IN(broken, beta, 1, "in [0.5, 2] learnable", "steepness")
ACTIVATION_VALUE(broken, double, (double x, double beta)) {
  return x < -1000 ? -0.0 : x * right(beta * x);
}
ACTIVATION_DERIVATIVE(broken, double, (double x, double beta)) {
  return fabs(x) > 1500 ? x > 0 : right(beta * x) + beta * x * right_derivative(beta * x);
}
ACTIVATION_PARTIAL(broken, double, beta, (double x, double beta)) {
  return x != x ? x : fabs(x) > 1500 ? 0 : 2 * x * x * right_derivative(beta * x);
}
