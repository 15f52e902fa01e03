#include <activation.h>
#include <activation_math.h>

ACTIVATION(hardshrink, "1.0.0", "The input outside a band, 0 within")
ACTIVATION_LICENSE(hardshrink, "MIT")
ACTIVATION_FORMULA(hardshrink, "where(abs(x) > lambda, x, 0)")
ACTIVATION_PARAMETER_IN(hardshrink, lambda, 0.5, "in [0, inf)", "half the width of the band")
ACTIVATION_RANGE(hardshrink, "(-inf, inf)")
ACTIVATION_MONOTONIC(hardshrink, "nondecreasing")
ACTIVATION_SYMMETRY(hardshrink, "odd")
ACTIVATION_KINKS(hardshrink, "-lambda lambda")
ACTIVATION_MAX_ULP(hardshrink, 0, 0)
ACTIVATION_NOTE(hardshrink, pytorch, "derivative 0 at both kinks")
ACTIVATION_NOTE(hardshrink, keras, "derivative 0 at both kinks")

#define VALUE(x, lambda) \
  ((x) >= -(lambda) && (x) <= (lambda) ? 0 : (x))
/* where the band has no width, f is x, and 0 is no kink */
#define DERIVATIVE(x, lambda) \
  ((lambda) > 0 && (x) >= -(lambda) && (x) <= (lambda) ? 0 : (x) == (x) ? 1 : (x))
ACTIVATION_SIMPLE_FORMS(hardshrink, VALUE, DERIVATIVE, lambda)
