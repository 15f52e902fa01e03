#include <activation.h>
#include <activation_math.h>

ACTIVATION(lisht, "1.0.0", "x tanh x")
ACTIVATION_LICENSE(lisht, "MIT")
ACTIVATION_FORMULA(lisht, "x * tanh(x)")
ACTIVATION_RANGE(lisht, "[0, inf)")
ACTIVATION_SYMMETRY(lisht, "even")
ACTIVATION_MAX_ULP(lisht, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(lisht, 2, 2)

static inline double value(double x) {
  return x * activation_tanh(x);
}
static inline double derivative(double x) {
  double inner = activation_clamp(x, -1000, 1000);
  return activation_tanh(x) + inner * activation_tanh_derivative(inner);
}
ACTIVATION_FORMS(lisht, value, derivative)
