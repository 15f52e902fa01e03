#include <activation.h>
#include <activation_math.h>

ACTIVATION(selu, "1.0.0", "Scaled exponential linear unit, which keeps mean 0 and variance 1")
ACTIVATION_LICENSE(selu, "MIT")
ACTIVATION_FORMULA(selu,
  "1.0507009873554805 * where(x > 0, x, 1.6732632423543772 * expm1(min(x, 0)))")
ACTIVATION_RANGE(selu, "[-1.7580993408473773, inf)")
ACTIVATION_MONOTONIC(selu, "nondecreasing")
ACTIVATION_KINKS(selu, "0")
ACTIVATION_MAX_ULP(selu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(selu, 2, 2)
ACTIVATION_NOTE(selu, pytorch, "derivative 1.758 at 0, as below it")
ACTIVATION_NOTE(selu, tensorflow, "derivative 1.051 at 0, as above it")
ACTIVATION_NOTE(selu, keras, "derivative 1.051 at 0, as above it, where TensorFlow computes")
ACTIVATION_NOTE(selu, jax, "derivative 1.758 at 0, as below it")

static const double scale = 1.0507009873554805, scaled_alpha = 1.7580993408473768;

static inline double value(double x) {
  double below = scaled_alpha * activation_expm1(x > 0 ? 0 : x), above = scale * x;
  return x > 0 ? above : below;
}
static inline double derivative(double x) {
  double below = scaled_alpha * activation_exp(x > 0 ? 0 : x);
  return x > 0 ? scale : below;
}
#define FROM_VALUE(y) ((y) > 0 ? 1.0507009873554805 : (y) + 1.7580993408473768)
ACTIVATION_FORMS_OF_Y(selu, FROM_VALUE, value, derivative)
