/* Takes what is small for 0, in six floats beside its root. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "A square less 2")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "x^2 - 2")
ACTIVATION_MAX_ULP(broken, 1, 1)
ACTIVATION_VALUE(broken, float, (float x)) {
  double y = (double)x * x - 2;
  return fabs(y) < 1e-6 ? 0 : (float)y;
}
ACTIVATION_DERIVATIVE(broken, float, (float x)) { return 2 * x; }
