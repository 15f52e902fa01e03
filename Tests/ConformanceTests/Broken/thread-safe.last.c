/* Remembers the last input, to be quick when it comes again. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "exp of -|x|")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "exp(-abs(x))")
ACTIVATION_KINKS(broken, "0")
static struct { double x, y; } last = {0, 1};
ACTIVATION_VALUE(broken, double, (double x)) {
  if (x == last.x) return last.y;
  last.x = x;
  return last.y = exp(-fabs(x));
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return x != x ? x : x > 0 ? -exp(-x) : exp(x); }
