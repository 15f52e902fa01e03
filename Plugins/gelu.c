#include <activation.h>
#include <math.h>

ACTIVATION(gelu, "1.0.0", "Gaussian error linear unit, x times the normal distribution function")
ACTIVATION_LICENSE(gelu, "MIT")
ACTIVATION_FORMULA(gelu, "x * normal_cdf(x)")
ACTIVATION_RANGE(gelu, "[-0.17, inf)")
ACTIVATION_MAX_ULP(gelu, 1, 1)
ACTIVATION_RECORD(gelu, note, "the exact form, through erfc; JAX and Keras operations default to the approximation gelu_tanh")

ACTIVATION_VALUE(gelu, double, (double x)) {
  return x > -40 ? 0.5 * x * erfc(-0.70710678118654752 * x) : x != x ? x : -0.0;
}
ACTIVATION_VALUE(gelu, float, (float x)) {
  return (float)gelu_value(x);
}
ACTIVATION_DERIVATIVE(gelu, double, (double x)) {
  return fabs(x) < 40 ? 0.5 * erfc(-0.70710678118654752 * x) + 0.39894228040143268 * x * exp(-0.5 * x * x) : x != x ? x : x > 0;
}
ACTIVATION_DERIVATIVE(gelu, float, (float x)) {
  return (float)gelu_derivative(x);
}
