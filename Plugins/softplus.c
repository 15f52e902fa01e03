#include <activation.h>
#include <activation_vector.h>

ACTIVATION(softplus, "1.0.0", "Smooth rectifier, log(1 + e^x)")
ACTIVATION_LICENSE(softplus, "MIT")
ACTIVATION_ALIASES(softplus, "smooth_relu")
ACTIVATION_FORMULA(softplus, "softplus(beta * x) / beta")
ACTIVATION_PARAMETER_IN(softplus, beta, 1, "in [0.015625, 64]", "sharpness of the bend")
ACTIVATION_RANGE(softplus, "[0, inf)")
ACTIVATION_MONOTONIC(softplus, "nondecreasing")
ACTIVATION_MAX_ULP(softplus, 2, 2)
ACTIVATION_RECORD(softplus, note, "exact everywhere; PyTorch returns x itself where beta x > 20")

static inline double value(double x, double beta) {
  activation_pair t = activation_product(activation_clamp(x, -0x1p1000, 0x1p1000), beta);
  return (x > 0 ? x : 0) + activation_softplus_tail(t.hi, t.lo) / beta;
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

/* with beta 1, the usual case */
static inline float plain_value(float x) {
  return float_value(x, 1);
}
static inline float plain_derivative(float x) {
  return float_derivative(x, 1);
}
ACTIVATION_VECTOR_VALUES(softplus, -17.5f, 0x1p100f, activation_floats_softplus, plain_value)
ACTIVATION_VECTOR_GRADIENTS(softplus, -INFINITY, INFINITY, activation_floats_sigmoid,
                            plain_derivative)

static ACTIVATION_CLONES void values_with(const float *x, float *y, size_t n, float beta) {
  ACTIVATION_LOOP
  for (size_t i = 0; i < n; i++) y[i] = float_value(x[i], beta);
}
static ACTIVATION_CLONES void gradients_with(
    const float *x, const float *dy, float *dx, size_t n, float beta) {
  ACTIVATION_LOOP
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] * float_derivative(x[i], beta);
}
ACTIVATION_VALUE_ARRAY(softplus, float, (const float *x, float *y, size_t n, float beta)) {
  if (beta == 1) {
    softplus_values(x, y, n);
  } else {
    values_with(x, y, n, beta);
  }
}
ACTIVATION_GRADIENT_ARRAY(softplus, float,
                          (const float *x, const float *dy, float *dx, size_t n, float beta)) {
  if (beta == 1) {
    softplus_gradients(x, dy, dx, n);
  } else {
    gradients_with(x, dy, dx, n, beta);
  }
}
ACTIVATION_VALUE(softplus, float, (float x, float beta)) {
  return beta == 1 ? softplus_value_of(x) : float_value(x, beta);
}
ACTIVATION_DERIVATIVE(softplus, float, (float x, float beta)) {
  return beta == 1 ? softplus_slope_of(x) : float_derivative(x, beta);
}
ACTIVATION_ARRAYS(softplus, double, value, derivative, beta)
ACTIVATION_SCALARS(softplus, double, value, derivative, beta)
