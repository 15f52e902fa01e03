#include <activation.h>
#include <activation_math.h>

ACTIVATION(ultra_fast_sigmoid, "1.0.0", "Sigmoid of five pieces that takes no exponential")
ACTIVATION_LICENSE(ultra_fast_sigmoid, "MIT")
ACTIVATION_FORMULA(ultra_fast_sigmoid,
  "0.5 + sign(x) / 2 * where(abs(x) < 3.4, 1.5 * abs(x) / (2 + abs(x)), where(abs(x) < 6, "
  "0.935409070603099 + 0.0458812946797165 * (abs(x) / 2 - 1.7), 0.99505475368673))")
ACTIVATION_RANGE(ultra_fast_sigmoid, "[0.0024726231566347, 0.9975273768433653]")
ACTIVATION_KINKS(ultra_fast_sigmoid, "-6 -3.4 3.4 6")
ACTIVATION_MAX_ULP(ultra_fast_sigmoid, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(ultra_fast_sigmoid, 3, 3)
ACTIVATION_RECORD(ultra_fast_sigmoid, note, "it falls by 0.0045 at 3.4 and at -3.4")
ACTIVATION_NOTE(ultra_fast_sigmoid, theano,
  "ultra_fast_sigmoid is this, but its derivative there is that of sigmoid")

/* The straight piece falls from AT_ZERO by SLOPE; doubles of its decimals, and what those leave. */
#define AT_ZERO 0x1.2405c51d079ecp-4
#define AT_ZERO_REST 0x1.dd52b4f87627fp-60
#define SLOPE 0x1.77dc0c84b87e5p-7
#define SLOPE_REST -0x1.985417be0cf7bp-62
#define FLAT 0.002472623156635

/* What is left to the nearer of 0 and 1, for r = |x|; of the straight piece as a pair, since it is
 * the small difference of its two terms. */
static inline double rest(double r) {
  activation_pair slope = activation_make_pair(SLOPE, SLOPE_REST), line;
  line = activation_pair_product(activation_make_pair(-r, 0), slope);
  line = activation_pair_sum(activation_make_pair(AT_ZERO, AT_ZERO_REST), line);
  /* the double of 3.4 is below it */
  return r <= 3.4 ? (2 - 0.5 * r) / (4 + 2 * r) : r < 6 ? line.hi + line.lo : r == r ? FLAT : r;
}
static inline double value(double x) {
  double y = rest(fabs(x));
  return x < 0 ? y : 1 - y;
}
static inline double derivative(double x) {
  double r = fabs(x), d = 2 + r;
  return r <= 3.4 ? 1.5 / (d * d) : r < 6 ? SLOPE : r == r ? 0 : r;
}
ACTIVATION_FORMS(ultra_fast_sigmoid, value, derivative)
