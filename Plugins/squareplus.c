#include <activation.h>
#include <activation_math.h>

ACTIVATION(squareplus, "1.0.0", "Smooth rectifier without an exponential")
ACTIVATION_LICENSE(squareplus, "MIT")
ACTIVATION_FORMULA(squareplus, "(x + sqrt(x^2 + b)) / 2")
ACTIVATION_PARAMETER_IN(squareplus, b, 4, "in [0.0009765625, 1024]", "width of the bend")
ACTIVATION_RANGE(squareplus, "[0, inf)")
ACTIVATION_MONOTONIC(squareplus, "nondecreasing")
ACTIVATION_MAX_ULP(squareplus, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(squareplus, 2, 2)

/* sqrt(x^2 + b) and its sum with |x|; far out all is scaled, so that no square overflows. */
typedef struct {
  double unit;
  activation_pair root, sum;
} parts;

static inline parts split(double x, double b) {
  parts p;
  double a;
  activation_pair square;
  p.unit = fabs(x) > 0x1p400 ? 0x1p-600 : 1;
  a = fabs(x) * p.unit;
  square = activation_product(a, a);
  p.sum = activation_two_sum(square.hi, b * p.unit * p.unit);
  p.sum.lo += square.lo;
  p.root = activation_square_root(p.sum);
  p.sum = activation_two_sum(p.root.hi, a);
  p.sum.lo += p.root.lo;
  return p;
}
static inline double value(double x, double b) {
  parts p = split(x, b);
  double above = 0.5 * (p.sum.hi + p.sum.lo), below;
  below = 0.5 * activation_quotient(activation_make_pair(b * p.unit, 0), p.sum);
  return x < 0 ? below : p.unit < 1 ? x : above;
}
static inline double derivative(double x, double b) {
  parts p = split(x, b);
  double below = activation_quotient(activation_make_pair(0.5 * b * p.unit, 0),
                                     activation_pair_product(p.sum, p.root)) * p.unit;
  return x == 0 ? 0.5 : x < 0 ? below : 1 - below;
}
static inline float float_value(float x, float b) {
  double s = sqrt((double)x * x + b) + fabs(x);
  return (float)(x < 0 ? 0.5 * b / s : 0.5 * s);
}
static inline float float_derivative(float x, float b) {
  double r = sqrt((double)x * x + b), below = 0.5 * b / (r * (r + fabs(x)));
  return (float)(x < 0 ? below : 1 - below);
}
ACTIVATION_FORMS_WITH_FLOAT(squareplus, float_value, float_derivative, value, derivative, b)
