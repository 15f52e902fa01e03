#include <activation.h>
#include <activation_math.h>

ACTIVATION(softplus, "1.0.0", "Smooth rectifier, log(1 + e^x)")
ACTIVATION_LICENSE(softplus, "MIT")
ACTIVATION_ALIASES(softplus, "smooth_relu")
ACTIVATION_FORMULA(softplus, "softplus(beta * x) / beta")
ACTIVATION_PARAMETER_IN(softplus, beta, 1, "in [0.015625, 64]", "sharpness of the bend")
ACTIVATION_RANGE(softplus, "[0, inf)")
ACTIVATION_MONOTONIC(softplus, "nondecreasing")
ACTIVATION_MAX_ULP(softplus, 1, 1)
ACTIVATION_RECORD(softplus, note, "exact everywhere; PyTorch returns x itself where beta x > 20")

static inline double value(double x, double beta) {
  activation_pair t = activation_product(activation_clamp(x, -0x1p1000, 0x1p1000), beta);
  return (x > 0 ? x : 0) + activation_softplus_tail(t.hi, t.lo) / beta;
}
static inline double derivative(double x, double beta) {
  activation_pair t = activation_product(activation_clamp(x, -0x1p1000, 0x1p1000), beta);
  return activation_sigmoid_pair(t.hi, t.lo);
}
ACTIVATION_FORMS(softplus, value, derivative, beta)
