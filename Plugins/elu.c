#include <activation.h>
#include <activation_vector.h>

ACTIVATION(elu, "1.0.0", "Exponential linear unit")
ACTIVATION_LICENSE(elu, "MIT")
ACTIVATION_FORMULA(elu, "where(x > 0, x, alpha * expm1(min(x, 0)))")
ACTIVATION_PARAMETER_IN(elu, alpha, 1, "in [0, inf)", "what it tends to at -inf, negated")
ACTIVATION_RANGE(elu, "[-alpha, inf)")
ACTIVATION_MONOTONIC(elu, "nondecreasing")
ACTIVATION_KINKS(elu, "0")
ACTIVATION_MAX_ULP(elu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(elu, 2, 2)
ACTIVATION_RECORD(elu, note, "where alpha is 1 there is no kink")
ACTIVATION_NOTE(elu, ncnn, "alpha is 0.1 by default")
ACTIVATION_NOTE(elu, pytorch, "alpha 1, as here; derivative alpha at 0")
ACTIVATION_NOTE(elu, tensorflow, "tf.nn.elu has no alpha, so no kink")
ACTIVATION_NOTE(elu, keras, "alpha 1, as here; derivative alpha at 0")
ACTIVATION_NOTE(elu, jax, "alpha 1, as here; derivative alpha at 0")

static inline double value(double x, double alpha) {
  double below = alpha * activation_expm1(x > 0 ? 0 : x);
  return x > 0 ? x : below;
}
static inline double derivative(double x, double alpha) {
  double below = alpha * activation_exp(x > 0 ? 0 : x);
  return x > 0 ? 1 : below;
}
#define FROM_VALUE(y, alpha) ((y) > 0 ? 1 : (y) + (alpha))
static inline float float_value(float x, float alpha) {
  activation_float_exp e = activation_float_exp_parts(x > 0 ? 0 : x < -120 ? -120 : x);
  return x > 0 ? x : (float)(alpha * (e.scale - 1 + e.scale * e.w));
}
static inline float float_derivative(float x, float alpha) {
  double e = activation_float_exp_value(x > 0 ? 0 : x < -120 ? -120 : x);
  return x > 0 ? 1 : (float)(alpha * e);
}
ACTIVATION_ARRAYS_OF_Y(elu, double, value, FROM_VALUE, alpha)
ACTIVATION_SCALARS(elu, double, value, derivative, alpha)
ACTIVATION_KERNEL_VALUE_AT(elu, alpha, 1, elu, float_value)
ACTIVATION_ARRAY_OF_GRADIENTS_(elu, float, y, float_value, FROM_VALUE, alpha)
ACTIVATION_SCALAR_DERIVATIVE(elu, float, float_value, float_derivative, alpha)
