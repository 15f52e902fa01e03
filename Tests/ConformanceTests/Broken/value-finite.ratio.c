/* tanh as a ratio of exponentials, which overflow. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "tanh as a ratio of exponentials")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "tanh(x)")
ACTIVATION_VALUE(broken, double, (double x)) {
  if (isinf(x)) return x > 0 ? 1 : -1;
  if (fabs(x) < 1e-3) return tanh(x);
  double e = exp(x), f = exp(-x); return (e - f) / (e + f);
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) { double c = cosh(x); return 1 / c / c; }
