/* Array forms of both halves: made of float functions, with a parameter; and of bits, without a
 * formula. */
#include <activation.h>
#include <math.h>

ACTIVATION(bent, "1.0.0", "x / (a + |x|)")
ACTIVATION_LICENSE(bent, "MIT")
ACTIVATION_FORMULA(bent, "x / (a + abs(x))")
ACTIVATION_PARAMETER_IN(bent, a, 1, "in [0.5, 2]", "where the value is 1/2")
ACTIVATION_MAX_ULP(bent, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(bent, 2, 4)

#define FUNCTIONS(T)                                                             \
  static inline T value_##T(T x, T a) {                                          \
    double wide = x;                                                             \
    return (T)(isinf(wide) ? copysign(1, wide) : wide / (a + fabs(wide)));       \
  }                                                                              \
  static inline T slope_##T(T x, T a) {                                          \
    double below = a + fabs((double)x);                                          \
    return (T)(a / below / below);                                               \
  }
FUNCTIONS(double)
FUNCTIONS(float)
ACTIVATION_VALUE(bent, double, (double x, double a)) { return value_double(x, a); }
ACTIVATION_DERIVATIVE(bent, double, (double x, double a)) { return slope_double(x, a); }
ACTIVATION_HALF_ARRAYS(bent, _Float16, value_float, slope_float, a)
ACTIVATION_HALF_ARRAYS(bent, activation_bfloat16, value_float, slope_float, a)

ACTIVATION(bits, "1.0.0", "max(x, 0), by the bits of a half")
ACTIVATION_LICENSE(bits, "MIT")
ACTIVATION_KINKS(bits, "0")
ACTIVATION_VALUE(bits, double, (double x)) { return x <= 0 ? 0 : x; }
ACTIVATION_DERIVATIVE(bits, double, (double x)) { return x <= 0 ? 0 : x > 0 ? 1 : x; }
/* The infinities' bits are the largest of any number. */
#define BITS(T, infinity)                                                                     \
  ACTIVATION_HALF_VALUE_ARRAY(bits, T, (const T *x, T *y, size_t n)) {                        \
    for (size_t i = 0; i < n; i++) y[i] = x[i] > 0x8000 + infinity ? x[i] : x[i] & 0x8000 ? 0 : x[i]; \
  }                                                                                           \
  ACTIVATION_HALF_GRADIENT_ARRAY(bits, T, (const T *x, const T *dy, T *dx, size_t n)) {       \
    for (size_t i = 0; i < n; i++) {                                                          \
      T magnitude = x[i] & 0x7fff;                                                            \
      dx[i] = magnitude > infinity ? x[i] : x[i] > 0x8000 || magnitude == 0 ? 0 : dy[i];      \
    }                                                                                         \
  }
BITS(activation_float16, 0x7c00)
BITS(activation_bfloat16, 0x7f80)
