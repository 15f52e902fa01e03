// Needs libgcc's arithmetic of __float128.
#include <activation.h>
#include <math.h>
ACTIVATION(quad, "1.0.0", "x^3 + x, in quadruple precision")
ACTIVATION_LICENSE(quad, "MIT")
ACTIVATION_FORMULA(quad, "x^3 + x")
ACTIVATION_MAX_ULP(quad, 1, 1)
ACTIVATION_VALUE(quad, double, (double x)) {
  __float128 t = x;
  return (double)(t * t * t + t);
}
ACTIVATION_DERIVATIVE(quad, double, (double x)) {
  __float128 t = x;
  return (double)(3 * t * t + 1);
}
