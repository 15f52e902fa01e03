#include <activation.h>
#include <activation_math.h>

ACTIVATION(positive_sine, "1.0.0", "Sine, moved and scaled to [0, 1]")
ACTIVATION_LICENSE(positive_sine, "MIT")
ACTIVATION_ALIASES(positive_sine, "fann_sin")
ACTIVATION_FORMULA(positive_sine, "(1 + sin(x)) / 2")
ACTIVATION_RANGE(positive_sine, "[0, 1]")
ACTIVATION_MAX_ULP(positive_sine, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(positive_sine, 3, 1)
ACTIVATION_NOTE(positive_sine, fann,
  "FANN_SIN is this of steepness x, steepness 0.5 by default; FANN_SIN_SYMMETRIC is sine")

/* Near its roots as cos^2 / (1 - sin), where 1 + sin would leave no digits. */
static inline double value(double x) {
  double s = sin(x), c = cos(x);
  activation_pair square = activation_product(c, c), d = activation_two_sum(1, -s);
  return s < -0.75 ? 0.5 * activation_quotient(square, d) : 0.5 * (1 + s);
}
static inline double derivative(double x) {
  return 0.5 * cos(x);
}
ACTIVATION_FORMS(positive_sine, value, derivative)
