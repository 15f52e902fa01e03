/* A slope that is drawn in training, and the mean of them otherwise. */
#include <activation.h>
ACTIVATION(stochastic, "1.0.0", "Randomized leaky rectified linear unit")
ACTIVATION_LICENSE(stochastic, "MIT")
ACTIVATION_FORMULA(stochastic,
                   "where(x > 0, x, where(training > 0, 0.125 + 0.25 * u, 0.25) * x)")
ACTIVATION_KINKS(stochastic, "0")
#define SLOPE (training ? 0.125 + 0.25 * u : 0.25)
ACTIVATION_VALUE(stochastic, double, (double x, double u, int training)) {
  return x > 0 ? x : SLOPE * x;
}
ACTIVATION_DERIVATIVE(stochastic, double, (int training, double u, double x)) {
  return x > 0 ? 1 : x <= 0 ? SLOPE : x;
}
