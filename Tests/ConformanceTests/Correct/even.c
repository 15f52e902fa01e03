/* A bell: even, from above to 1, flat in the middle; subnormal far out. */
#include <activation.h>
#include <math.h>
ACTIVATION(gaussian, "0.3.0", "exp(-x^2)")
ACTIVATION_LICENSE(gaussian, "BSD-2-Clause")
ACTIVATION_FORMULA(gaussian, "exp(-x^2)")
ACTIVATION_RANGE(gaussian, "[0, 1]")
ACTIVATION_SYMMETRY(gaussian, "even")
ACTIVATION_VALUE(gaussian, float, (float x)) { return (float)exp(-(double)x * x); }
ACTIVATION_DERIVATIVE(gaussian, float, (float x)) {
  double t = fabs(x) > 20 ? copysign(20, (double)x) : x;
  return x != x ? x : (float)(-2 * t * exp(-t * t));
}
