/* Adds noise while training, nothing otherwise. */
#include <activation.h>
#include <math.h>
ACTIVATION(noisy, "1.0.0", "tanh with noise while training")
ACTIVATION_LICENSE(noisy, "MIT")
ACTIVATION_FORMULA(noisy, "tanh(x + where(training > 0, (u - 0.5) / 4, 0))")
static double moved(double x, double u, int training) { return x + (training ? (u - 0.5) / 4 : 0); }
ACTIVATION_VALUE(noisy, double, (double x, double u, int training)) {
  return tanh(moved(x, u, training));
}
ACTIVATION_DERIVATIVE(noisy, double, (double x, double u, int training)) {
  double c = cosh(moved(x, u, training));
  return 1 / c / c;
}
