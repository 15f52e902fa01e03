/* Needs libm and libgcc: correctly rounded, by arithmetic in quadruple precision. */
#include <activation.h>
#include <math.h>
ACTIVATION(quadruple, "1.0.0", "Softsign")
ACTIVATION_LICENSE(quadruple, "MIT")
ACTIVATION_FORMULA(quadruple, "x / (1 + abs(x))")
ACTIVATION_RANGE(quadruple, "[-1, 1]")
ACTIVATION_MONOTONIC(quadruple, "nondecreasing")
ACTIVATION_SYMMETRY(quadruple, "odd")
ACTIVATION_MAX_ULP(quadruple, 0.51, 0.51)
ACTIVATION_VALUE(quadruple, double, (double x)) {
  return isinf(x) ? copysign(1, x) : (double)((__float128)x / (1 + (__float128)fabs(x)));
}
ACTIVATION_DERIVATIVE(quadruple, double, (double x)) {
  __float128 wide = 1 + (__float128)fabs(x);
  return isinf(x) ? 0 : (double)(1 / (wide * wide));
}
