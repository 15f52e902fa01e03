/*
 * Subtle: right everywhere, and smooth, but with a spike a millionth wide, which no table fitted to
 * the function at some thousand points can know of.
 */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "Arctangent with a spike")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "atan(x) + 0.0009765625 * exp(-((x - 0.7109375) * 1048576)^2)")

/* The distance from the spike, in its widths: exact, as all three numbers are powers of 2 or few bits. */
static inline double distance(double x) { return (x - 0.7109375) * 0x1p20; }

ACTIVATION_VALUE(broken, double, (double x)) {
  double t = distance(x);
  return atan(x) + 0x1p-10 * exp(-t * t);
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double inverse = 1 / x;
  double slope = fabs(x) > 1 ? inverse / (x + inverse) : 1 / (1 + x * x);
  double t = distance(x), spike = exp(-t * t);
  return spike == 0 ? slope : slope - 0x1p11 * t * spike;
}
