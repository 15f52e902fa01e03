#include <activation.h>
#include <activation_math.h>

ACTIVATION(maxout, "1.0.0", "The greater of two inputs")
ACTIVATION_LICENSE(maxout, "MIT")
ACTIVATION_FORMULA(maxout, "max(x, gate)")
ACTIVATION_RANGE(maxout, "(-inf, inf)")
ACTIVATION_MAX_ULP(maxout, 0, 0)
ACTIVATION_MAX_ULP_DOUBLE(maxout, 0, 0)
ACTIVATION_RECORD(maxout, note,
  "maxout of two pieces: a layer of n units has the 2 n sums that it chooses among; where both are "
  "equal each has half of the gradient")

static inline double value(double x, double gate) {
  double greater = x > gate ? x : gate;
  return x == x ? greater : x;
}
static inline double derivative(double x, double gate) {
  double share = x > gate ? 1 : x < gate ? 0 : 0.5, sum = x + gate;
  return x == x && gate == gate ? share : sum;
}
static inline double gate_derivative(double x, double gate) {
  return derivative(gate, x);
}
ACTIVATION_GATED_FORMS(maxout, value, derivative, gate_derivative)
