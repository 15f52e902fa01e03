#include <activation.h>
#include <activation_math.h>

ACTIVATION(swish, "1.0.0", "x times the logistic sigmoid of beta x")
ACTIVATION_LICENSE(swish, "MIT")
ACTIVATION_FORMULA(swish, "x * sigmoid(beta * x)")
ACTIVATION_PARAMETER_IN(swish, beta, 1, "in [0, 1024] learnable", "factor in the sigmoid")
ACTIVATION_RANGE(swish, "(-inf, inf)")
ACTIVATION_MAX_ULP(swish, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(swish, 2, 2)
ACTIVATION_RECORD(swish, note,
  "with beta fixed at 1 it is silu, which Keras and TensorFlow call swish too")

static inline activation_pair scaled(double x, double beta) {
  return activation_product(activation_clamp(x, -0x1p900, 0x1p900), beta);
}
static inline double value(double x, double beta) {
  return activation_gated(x, scaled(x, beta));
}
static inline double derivative(double x, double beta) {
  activation_pair t = scaled(x, beta);
  return activation_silu_derivative_pair(t.hi, t.lo);
}
static inline double beta_partial(double x, double beta) {
  activation_pair t = scaled(x, beta);
  activation_scaled d = activation_sigmoid_derivative_scaled(t.hi, t.lo);
  int large = fabs(x) > 1; /* x^2 overflows before the product does */
  d.m *= large ? x * 0x1p-600 * x : x * x;
  d.n += large ? 600 : 0;
  return fabs(t.hi) > 1500 ? 0 : activation_scaled_value(d);
}
static inline float float_value(float x, float beta) {
  double t = (double)beta * activation_clamp(x, -0x1p127, 0x1p127);
  return (float)((t < -300 ? -0.0 : x) * activation_float_sigmoid(t));
}
static inline float float_derivative(float x, float beta) {
  double t = activation_clamp((double)beta * activation_clamp(x, -0x1p127, 0x1p127), -300, 300);
  return (float)activation_float_gated_derivative(t, t);
}
ACTIVATION_FORMS_WITH_FLOAT(swish, float_value, float_derivative, value, derivative, beta)
ACTIVATION_PARTIALS(swish, beta, beta_partial, beta)
