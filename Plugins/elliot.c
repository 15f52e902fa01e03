#include <activation.h>
#include <activation_math.h>

ACTIVATION(elliot, "1.0.0", "Sigmoid from softsign")
ACTIVATION_LICENSE(elliot, "MIT")
ACTIVATION_FORMULA(elliot, "(steepness * x / (1 + abs(steepness * x)) + 1) / 2")
ACTIVATION_PARAMETER_IN(elliot, steepness, 1, "in [0.015625, 64]", "factor of the input")
ACTIVATION_RANGE(elliot, "[0, 1]")
ACTIVATION_MONOTONIC(elliot, "nondecreasing")
ACTIVATION_MAX_ULP(elliot, 2, 4)
ACTIVATION_RECORD(elliot, note, "FANN's FANN_ELLIOT, whose steepness is 0.5 by default")

static inline double value(double x, double steepness) {
  double t = fabs(x) * steepness, tail = 0.5 / (1 + t);
  return x < 0 ? tail : x == x ? 1 - tail : x;
}
static inline double derivative(double x, double steepness) {
  double t = fabs(x) * steepness, d = 1 + t, r = 1 / d;
  return 0.5 * steepness * r * r;
}
ACTIVATION_FORMS(elliot, value, derivative, steepness)
