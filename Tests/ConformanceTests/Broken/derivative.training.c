/* A derivative that is not told that it is training, where the value is. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "leaky while training")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x < 0, where(training > 0, 0.25, 0.125) * x, x)")
ACTIVATION_KINKS(broken, "0")
ACTIVATION_VALUE(broken, double, (double x, int training)) {
  return x < 0 ? x * (training ? 0.25 : 0.125) : x;
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x != x ? x : x < 0 ? 0.125 : 1; }
