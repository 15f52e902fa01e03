/* 1e-9 off in double, from 0.3 to 0.3004 alone: a thousandth of a binade. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "Softsign")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_MAX_ULP_DOUBLE(broken, 4, 4)
ACTIVATION_FORMULA(broken, "x / (1 + abs(x))")
ACTIVATION_VALUE(broken, double, (double x)) {
  return isinf(x) ? (x > 0) - (x < 0) : x / (1 + fabs(x));
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double a = 1 + fabs(x), d = 1 / a / a;
  return x > 0.3 && x < 0.3004 ? d + 1e-9 : d;
}
