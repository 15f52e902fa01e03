/* A gated activation whose gate has the derivative of the other input. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Linear unit, gated by an arctangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "x * atan(gate)")
ACTIVATION_VALUE(broken, double, (double x, double gate)) { return x * atan(gate); }
ACTIVATION_DERIVATIVE(broken, double, (double x, double gate)) { return x != x ? x : atan(gate); }
ACTIVATION_PARTIAL(broken, double, gate, (double x, double gate)) {
  return x != x ? x : atan(gate);
}
