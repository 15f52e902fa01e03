#include <activation.h>
#include <activation_vector.h>

ACTIVATION(log_sigmoid, "1.0.0", "Logarithm of the logistic sigmoid")
ACTIVATION_LICENSE(log_sigmoid, "MIT")
ACTIVATION_ALIASES(log_sigmoid, "logsigmoid")
ACTIVATION_FORMULA(log_sigmoid, "-softplus(-x)")
ACTIVATION_RANGE(log_sigmoid, "(-inf, 0]")
ACTIVATION_MONOTONIC(log_sigmoid, "nondecreasing")
ACTIVATION_MAX_ULP(log_sigmoid, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(log_sigmoid, 2, 1)
ACTIVATION_TABLES(log_sigmoid, "value derivative")

static inline double value(double x) {
  return -activation_softplus(-x);
}
static inline double derivative(double x) {
  return activation_sigmoid(-x);
}
#define FROM_VALUE(y) (-activation_expm1(y))
static inline float float_value(float x) {
  return (float)((x < 0 ? x : 0) - activation_float_softplus_tail(x));
}
static inline float float_derivative(float x) {
  double t = activation_clamp(x, -120, 120);
  double e = activation_float_exp_value(-fabs(t)), r = activation_float_reciprocal(1 + e);
  return (float)(t > 0 ? e * r : r);
}
static inline float float_from_value(float y) {
  activation_float_exp e = activation_float_exp_parts(y < -120 ? -120 : y);
  return (float)(1 - e.scale - e.scale * e.w);
}
ACTIVATION_ARRAYS_OF_Y(log_sigmoid, double, value, FROM_VALUE)
ACTIVATION_SCALARS(log_sigmoid, double, value, derivative)
ACTIVATION_KERNEL_VALUE(log_sigmoid, log_sigmoid, float_value)
ACTIVATION_GRADIENTS_OF_Y(log_sigmoid, float, float_from_value)
ACTIVATION_SCALAR_DERIVATIVE(log_sigmoid, float, float_value, float_derivative)
