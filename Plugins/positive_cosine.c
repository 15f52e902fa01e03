#include <activation.h>
#include <activation_math.h>

ACTIVATION(positive_cosine, "1.0.0", "Cosine, moved and scaled to [0, 1]")
ACTIVATION_LICENSE(positive_cosine, "MIT")
ACTIVATION_ALIASES(positive_cosine, "fann_cos")
ACTIVATION_FORMULA(positive_cosine, "(1 + cos(x)) / 2")
ACTIVATION_RANGE(positive_cosine, "[0, 1]")
ACTIVATION_SYMMETRY(positive_cosine, "even")
ACTIVATION_MAX_ULP(positive_cosine, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(positive_cosine, 3, 1)
ACTIVATION_NOTE(positive_cosine, fann,
  "FANN_COS is this of steepness x, steepness 0.5 by default; FANN_COS_SYMMETRIC is cosine")

/* Near its roots as sin^2 / (1 - cos), where 1 + cos would leave no digits. */
static inline double value(double x) {
  double s = sin(x), c = cos(x);
  activation_pair square = activation_product(s, s), d = activation_two_sum(1, -c);
  return c < -0.75 ? 0.5 * activation_quotient(square, d) : 0.5 * (1 + c);
}
static inline double derivative(double x) {
  return -0.5 * sin(x);
}
ACTIVATION_FORMS(positive_cosine, value, derivative)
