/* Newton's iteration in a bounded loop: the real root of y^3 + y = x; no formula. */
#include <activation.h>
#include <math.h>
ACTIVATION(cubic_root, "1.0.0", "The y with y^3 + y = x")
ACTIVATION_LICENSE(cubic_root, "MIT")
ACTIVATION_SYMMETRY(cubic_root, "odd")
ACTIVATION_MONOTONIC(cubic_root, "increasing")
static double solve(double x) {
  double a = fabs(x);
  if (!(a < 0x1p500)) return x != x ? x : cbrt(x);
  double y = a < 1 ? a / (1 + a * a) : cbrt(a);
  for (int k = 0; k < 40; k++) {
    double next = (2 * y * y * y + a) / (3 * y * y + 1);
    if (next == y) break;
    y = next;
  }
  return copysign(y, x);
}
ACTIVATION_VALUE(cubic_root, double, (double x)) { return solve(x); }
ACTIVATION_DERIVATIVE(cubic_root, double, (double x)) {
  double y = solve(x);
  return 1 / (1 + 3 * y * y);
}
