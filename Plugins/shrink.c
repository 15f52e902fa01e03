#include <activation.h>
#include <activation_math.h>

ACTIVATION(shrink, "1.0.0", "The input moved towards 0 by bias outside a band, 0 within")
ACTIVATION_LICENSE(shrink, "MIT")
ACTIVATION_FORMULA(shrink, "where(x > lambda, x - bias, where(x < -lambda, x + bias, 0))")
ACTIVATION_PARAMETER_IN(shrink, lambda, 0.5, "in [0, inf)", "half the width of the band")
ACTIVATION_PARAMETER(shrink, bias, 0, "how far the input is moved")
ACTIVATION_RANGE(shrink, "(-inf, inf)")
ACTIVATION_SYMMETRY(shrink, "odd")
ACTIVATION_KINKS(shrink, "-lambda lambda")
ACTIVATION_MAX_ULP(shrink, 1, 0)
ACTIVATION_RECORD(shrink, note, "ONNX Shrink: hardshrink at bias 0, softshrink at bias = lambda")

#define VALUE(x, lambda, bias) \
  ((x) > (lambda) ? (x) - (bias) : (x) < -(lambda) ? (x) + (bias) : (x) * 0)
#define DERIVATIVE(x, lambda, bias) \
  ((x) >= -(lambda) && (x) <= (lambda) ? 0 * (bias) : (x) == (x) ? 1 : (x))
ACTIVATION_SIMPLE_FORMS(shrink, VALUE, DERIVATIVE, lambda, bias)
