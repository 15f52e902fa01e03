/* A range that ends in a minimum of however many digits: the double beside it, an ULP below, is right. */
#include <activation.h>
#include <math.h>
ACTIVATION(minimum, "1.0.0", "x sigmoid x as a textbook has it")
ACTIVATION_LICENSE(minimum, "MIT")
ACTIVATION_FORMULA(minimum, "x * sigmoid(x)")
ACTIVATION_RANGE(minimum, "[-0.2784645427610738, inf)")
ACTIVATION_MAX_ULP(minimum, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(minimum, 3, none)
ACTIVATION_VALUE(minimum, double, (double x)) {
  /* e^-x overflows below -709, and x e^x has digits to -751 */
  return x < -800 ? -0.0 : x < -700 ? x * exp(x / 2) * exp(x / 2) : x / (1 + exp(-x));
}
ACTIVATION_DERIVATIVE(minimum, double, (double x)) {
  double e = exp(-fabs(x)), s = (x < 0 ? e : 1) / (1 + e);
  return fabs(x) > 800 ? x > 0 : s + x * (e / ((1 + e) * (1 + e)));
}
