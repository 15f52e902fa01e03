#include <activation.h>
#include <activation_math.h>

ACTIVATION(rrelu, "1.0.0", "Leaky rectified linear unit, its slope random in training")
ACTIVATION_LICENSE(rrelu, "MIT")
ACTIVATION_ALIASES(rrelu, "randomized_leaky_relu")
ACTIVATION_FORMULA(rrelu,
  "where(x > 0, x, x * where(training == 1, lower + (upper - lower) * u, (lower + "
  "upper) / 2))")
ACTIVATION_PARAMETER_IN(rrelu, lower, 0.125, "in [0, 1]", "the least slope")
ACTIVATION_PARAMETER_IN(rrelu, upper, 0.3333333333333333, "in [0, 1]", "the greatest slope")
ACTIVATION_RANGE(rrelu, "(-inf, inf)")
ACTIVATION_KINKS(rrelu, "0")
ACTIVATION_MAX_ULP(rrelu, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(rrelu, 2, 1)
ACTIVATION_RECORD(rrelu, note,
  "in training a slope for each element, uniform in [lower, upper); in evaluation "
  "their mean, as in PyTorch")

static inline double slope(double u, int training, double lower, double upper) {
  activation_pair drawn = activation_line(upper, lower, u);
  return training ? drawn.hi + drawn.lo : 0.5 * (lower + upper);
}
static inline double float_slope(double u, int training, double lower, double upper) {
  return training ? lower + (upper - lower) * u : 0.5 * (lower + upper);
}
#define FORMS(T, slope)                                                                          \
  ACTIVATION_VALUE(rrelu, T, (T x, T u, int training, T lower, T upper)) {                     \
    return x > 0 ? x : (T)(x * slope(u, training, lower, upper));                              \
  }                                                                                            \
  ACTIVATION_DERIVATIVE(rrelu, T, (T x, T u, int training, T lower, T upper)) {                \
    return x > 0 ? 1 : x == x ? (T)slope(u, training, lower, upper) : x;                       \
  }                                                                                            \
  ACTIVATION_VALUE_ARRAY(rrelu, T,                                                             \
                         (const T *x, const T *u, T *y, size_t n, int training, T lower, T upper)) { \
    for (size_t i = 0; i < n; i++) {                                                           \
      y[i] = x[i] > 0 ? x[i] : (T)(x[i] * slope(u[i], training, lower, upper));                \
    }                                                                                          \
  }
FORMS(double, slope)
FORMS(float, float_slope)
