#include <activation.h>
#include <activation_math.h>

ACTIVATION(softshrink, "1.0.0", "The input moved towards 0 by lambda, 0 within")
ACTIVATION_LICENSE(softshrink, "MIT")
ACTIVATION_FORMULA(softshrink, "where(x > lambda, x - lambda, where(x < -lambda, x + lambda, 0))")
ACTIVATION_PARAMETER_IN(softshrink, lambda, 0.5, "in [0, inf)", "half the width of the band")
ACTIVATION_RANGE(softshrink, "(-inf, inf)")
ACTIVATION_MONOTONIC(softshrink, "nondecreasing")
ACTIVATION_SYMMETRY(softshrink, "odd")
ACTIVATION_KINKS(softshrink, "-lambda lambda")
ACTIVATION_MAX_ULP(softshrink, 1, 0)
ACTIVATION_NOTE(softshrink, pytorch, "derivative 0 at both kinks")
ACTIVATION_NOTE(softshrink, keras, "derivative 0 at both kinks")

#define VALUE(x, lambda) \
  ((x) > (lambda) ? (x) - (lambda) : (x) < -(lambda) ? (x) + (lambda) : (x) * 0)
#define DERIVATIVE(x, lambda) \
  ((x) >= -(lambda) && (x) <= (lambda) ? 0 : (x) == (x) ? 1 : (x))
ACTIVATION_SIMPLE_FORMS(softshrink, VALUE, DERIVATIVE, lambda)
