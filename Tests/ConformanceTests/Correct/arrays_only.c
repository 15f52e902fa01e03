/* Array forms in float, for each instruction set level, and nothing else. */
#include <activation.h>
#include <math.h>
ACTIVATION(arrays_only, "1.0.0", "x / sqrt(1 + x^2)")
ACTIVATION_LICENSE(arrays_only, "MIT")
ACTIVATION_FORMULA(arrays_only, "x / sqrt(1 + x^2)")
ACTIVATION_RANGE(arrays_only, "[-1, 1]")
ACTIVATION_MAX_ULP(arrays_only, 0.51, 0.51)
static inline float value(float x) {
  double wide = x;
  return fabsf(x) > 1e30f ? copysignf(1, x) : (float)(wide / sqrt(1 + wide * wide));
}
static inline float derivative(float x) {
  double square = 1 + (double)x * x;
  return (float)(1 / (square * sqrt(square)));
}
ACTIVATION_ARRAYS(arrays_only, float, value, derivative)
