#include <activation.h>
#include <activation_math.h>

ACTIVATION(cosine, "1.0.0", "cos x")
ACTIVATION_LICENSE(cosine, "MIT")
ACTIVATION_ALIASES(cosine, "cos fann_cos_symmetric")
ACTIVATION_FORMULA(cosine, "cos(x)")
ACTIVATION_RANGE(cosine, "[-1, 1]")
ACTIVATION_SYMMETRY(cosine, "even")
ACTIVATION_MAX_ULP(cosine, 1, 1)

static inline double derivative(double x) {
  return -sin(x);
}
ACTIVATION_FORMS(cosine, cos, derivative)
