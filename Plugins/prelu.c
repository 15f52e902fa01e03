#include <activation.h>
#include <activation_math.h>

ACTIVATION(prelu, "1.0.0", "Leaky rectified linear unit whose slope is learned")
ACTIVATION_LICENSE(prelu, "MIT")
ACTIVATION_ALIASES(prelu, "parametric_relu")
ACTIVATION_FORMULA(prelu, "where(x > 0, x, negative_slope * x)")
ACTIVATION_PARAMETER_IN(prelu, negative_slope, 0.25, "learnable", "slope where x <= 0")
ACTIVATION_RANGE(prelu, "(-inf, inf)")
ACTIVATION_KINKS(prelu, "0")
ACTIVATION_MAX_ULP(prelu, 1, 1)
ACTIVATION_RECORD(prelu, note, "starts at 0.25 as in PyTorch; Keras starts at 0")
ACTIVATION_NOTE(prelu, pytorch, "derivative the slope at 0")
ACTIVATION_NOTE(prelu, keras, "starts at 0; derivative 0 at 0, whatever the slope")

/* 0, not NaN, at -inf where the slope is 0 */
#define VALUE(x, negative_slope)                                         \
  ((x) > 0 ? (x)                                                         \
           : (x) < 0 && (negative_slope) == 0 ? -(negative_slope)         \
                                              : (negative_slope) * (x))
#define DERIVATIVE(x, negative_slope) ((x) > 0 ? 1 : (x) <= 0 ? (negative_slope) : (x))

static inline double slope_partial(double x, double negative_slope) {
  return x > 0 ? 0 * negative_slope : x;
}
ACTIVATION_SIMPLE_FORMS(prelu, VALUE, DERIVATIVE, negative_slope)
ACTIVATION_PARTIALS(prelu, negative_slope, slope_partial, negative_slope)
