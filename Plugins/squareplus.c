#include <activation.h>
#include <activation_math.h>

ACTIVATION(squareplus, "1.0.0", "Smooth rectifier without an exponential")
ACTIVATION_LICENSE(squareplus, "MIT")
ACTIVATION_FORMULA(squareplus, "(x + sqrt(x^2 + b)) / 2")
ACTIVATION_PARAMETER_IN(squareplus, b, 4, "in [0.0009765625, 1024]", "width of the bend")
ACTIVATION_RANGE(squareplus, "[0, inf)")
ACTIVATION_MONOTONIC(squareplus, "nondecreasing")
ACTIVATION_MAX_ULP(squareplus, 2, 2)

/* sqrt(x^2 + b), without overflow and to little over half an ULP */
static inline activation_pair root(double x, double b) {
  double a = activation_clamp(x, -0x1p500, 0x1p500);
  activation_pair square = activation_product(a, a), sum, r, p;
  sum = activation_two_sum(square.hi, b);
  sum.lo += square.lo;
  r.hi = sqrt(sum.hi);
  p = activation_product(r.hi, r.hi);
  r.lo = (((sum.hi - p.hi) - p.lo) + sum.lo) / (2 * r.hi);
  r.lo = sum.hi > 0 ? r.lo : 0;
  r.hi = x == a ? r.hi : fabs(x);
  return r;
}
static inline double value(double x, double b) {
  activation_pair r = root(x, b), s = activation_two_sum(r.hi, fabs(x));
  double above = 0.5 * (s.hi + (s.lo + r.lo)), below;
  s.lo += r.lo;
  below = 0.5 * activation_quotient(activation_make_pair(b, 0), s);
  above = fabs(x) > 0x1p1000 ? x : above;
  return x < 0 ? below : above;
}
static inline double derivative(double x, double b) {
  activation_pair r = root(x, b), s = activation_two_sum(r.hi, fabs(x));
  double below, q;
  s.lo += r.lo;
  q = activation_quotient(activation_make_pair(0.5 * b, 0), s);
  below = q / r.hi * (1 - r.lo / r.hi);
  return x == 0 ? 0.5 : x < 0 ? below : 1 - below;
}
ACTIVATION_FORMS(squareplus, value, derivative, b)
