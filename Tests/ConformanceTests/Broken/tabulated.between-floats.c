/*
 * Subtle: right everywhere, and smooth, but with a spike between two floats, which no float table, and
 * no double one that is fitted at some thousand points, can know of.
 */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "Arctangent with a spike between two floats")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "atan(x) + 2^-20 * exp(-((x - 0.7109375298023223876953125) * 1073741824)^2)")

/* The distance from the spike, in its widths: exact, as all three numbers are powers of 2 or few bits. */
static inline double distance(double x) { return (x - (0.7109375 + 0x1p-25)) * 0x1p30; }

ACTIVATION_VALUE(broken, double, (double x)) {
  double t = distance(x);
  return atan(x) + 0x1p-20 * exp(-t * t);
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double inverse = 1 / x;
  double slope = fabs(x) > 1 ? inverse / (x + inverse) : 1 / (1 + x * x);
  double t = distance(x), spike = exp(-t * t);
  return spike == 0 ? slope : slope - 0x1p11 * t * spike;
}
