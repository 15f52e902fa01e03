/* While training the slope is drawn by the square of u. */
#include <activation.h>
ACTIVATION(broken, "1.0.0", "Randomized leaky rectified linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 0, x, where(training == 1, 0.125 + 0.25 * u, 0.25) * x)")
ACTIVATION_KINKS(broken, "0")
static double slope(double u, int training) { return training ? 0.125 + 0.25 * u : 0.25; }
ACTIVATION_VALUE(broken, double, (double x, double u, int training)) {
  return x > 0 ? x : slope(u * u, training) * x;
}
ACTIVATION_DERIVATIVE(broken, double, (double x, double u, int training)) {
  return x > 0 ? 1 : x <= 0 ? slope(u, training) : x;
}
