#include <activation.h>
#include <activation_vector.h>

ACTIVATION(softplus, "1.0.0", "Smooth rectifier, log(1 + e^x)")
ACTIVATION_LICENSE(softplus, "MIT")
ACTIVATION_ALIASES(softplus, "smooth_relu softrelu bnll")
ACTIVATION_FORMULA(softplus, "softplus(beta * x) / beta")
ACTIVATION_PARAMETER_IN(softplus, beta, 1, "in [0.015625, 1024]", "sharpness of the bend")
ACTIVATION_RANGE(softplus, "[0, inf)")
ACTIVATION_MONOTONIC(softplus, "nondecreasing")
ACTIVATION_MAX_ULP(softplus, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(softplus, 2, 2)
ACTIVATION_TABLES(softplus, "value")
ACTIVATION_RECORD(softplus, note, "exact everywhere; PyTorch returns x itself where beta x > 20")
ACTIVATION_NOTE(softplus, pytorch, "returns x itself where beta x > 20 (threshold)")
ACTIVATION_NOTE(softplus, mxnet, "softrelu is this with beta 1")
ACTIVATION_NOTE(softplus, caffe, "BNLL is this with beta 1")

static inline double value(double x, double beta) {
  activation_pair t = activation_product(activation_clamp(x, -0x1p1000, 0x1p1000), beta);
  activation_scaled tail = activation_softplus_tail(t.hi, t.lo);
  return (x > 0 ? x : 0) + activation_scale(tail.m / beta, tail.n);
}
static inline double derivative(double x, double beta) {
  activation_pair t = activation_product(activation_clamp(x, -0x1p1000, 0x1p1000), beta);
  return activation_sigmoid_pair(t.hi, t.lo);
}
static inline float float_value(float x, float beta) {
  double t = (double)x * beta, tail = activation_float_softplus_tail(t);
  return (float)((x > 0 ? x : 0) + (beta == 1 ? tail : tail / beta));
}
static inline float float_derivative(float x, float beta) {
  double t = activation_clamp((double)x * beta, -120, 120);
  double e = activation_float_exp_value(-fabs(t)), r = activation_float_reciprocal(1 + e);
  return (float)(t < 0 ? e * r : r);
}
ACTIVATION_ARRAYS(softplus, double, value, derivative, beta)
ACTIVATION_SCALARS(softplus, double, value, derivative, beta)
ACTIVATION_KERNEL_VALUE_AT(softplus, beta, 1, softplus, float_value)
ACTIVATION_KERNEL_DERIVATIVE_AT(softplus, beta, 1, sigmoid, float_derivative)
