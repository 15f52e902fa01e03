/* The slope goes from -gate to gate at 0, where the formula has none; 7 gate lies outside. */
#include <activation.h>
#include <math.h>

ACTIVATION(broken, "1.0.0", "A gate times |x|")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "gate * (x * x / abs(x))")
ACTIVATION_KINKS(broken, "0")

ACTIVATION_VALUE(broken, double, (double x, double gate)) { return gate * fabs(x); }
ACTIVATION_DERIVATIVE(broken, double, (double x, double gate)) {
  return x > 0 ? gate : x < 0 ? -gate : x == 0 ? 7 * gate : x;
}
ACTIVATION_PARTIAL(broken, double, gate, (double x, double gate)) {
  return isnan(gate) ? gate : fabs(x);
}
