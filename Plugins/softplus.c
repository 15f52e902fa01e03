#include <activation.h>
#include <math.h>

ACTIVATION(softplus, "1.0.0", "Smooth rectifier, log(1 + e^x)")
ACTIVATION_LICENSE(softplus, "MIT")
ACTIVATION_FORMULA(softplus, "log1p(exp(beta * x)) / beta")
ACTIVATION_RANGE(softplus, "[0, inf)")
ACTIVATION_MONOTONIC(softplus, "nondecreasing")
ACTIVATION_PARAMETER_IN(softplus, beta, 1, "in [0.015625, 64]", "sharpness of the bend")
ACTIVATION_MAX_ULP(softplus, 1, 1)
ACTIVATION_RECORD(softplus, note, "exact everywhere: PyTorch returns x itself where beta x > 20")

ACTIVATION_VALUE(softplus, double, (double x, double beta)) {
  double t = beta * x;
  return ((t > 0 ? t : 0) + log1p(exp(-fabs(t)))) / beta;
}
ACTIVATION_VALUE(softplus, float, (float x, float beta)) {
  return (float)softplus_value(x, beta);
}
ACTIVATION_DERIVATIVE(softplus, double, (double x, double beta)) {
  double e = exp(-fabs(beta * x));
  return (beta * x < 0 ? e : 1) / (1 + e);
}
ACTIVATION_DERIVATIVE(softplus, float, (float x, float beta)) {
  return (float)softplus_derivative(x, beta);
}
