/* A gate with a learnable exponent's base: gate * sigmoid(a x), all partials as functions. */
#include <activation.h>
#include <math.h>
ACTIVATION(gated_power, "1.0.0", "Gate by a sigmoid of a x")
ACTIVATION_LICENSE(gated_power, "MIT")
ACTIVATION_FORMULA(gated_power, "gate * sigmoid(a * x)")
ACTIVATION_LEARNABLE_IN(gated_power, a, 1.5, "in [0.5, 4]", "steepness")
static inline double s(double z) { double e = exp(-fabs(z)); return (z < 0 ? e : 1) / (1 + e); }
static inline double ds(double z) { double e = exp(-fabs(z)); return e / ((1 + e) * (1 + e)); }
ACTIVATION_VALUE(gated_power, double, (double gate, double a, double x)) { return gate * s(a * x); }
ACTIVATION_DERIVATIVE(gated_power, double, (double gate, double x, double a)) {
  return gate * (a * ds(a * x));
}
ACTIVATION_PARTIAL(gated_power, double, gate, (double x, double a)) { return s(a * x); }
ACTIVATION_PARTIAL(gated_power, double, a, (double x, double a, double gate)) {
  double z = a * x;
  return fabs(z) > 800 || z != z ? (z != z ? z : 0 * gate) : gate * x * ds(z);
}
