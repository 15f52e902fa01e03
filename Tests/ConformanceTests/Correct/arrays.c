// Array forms only, of float only; and one that oscillates.
#include <activation.h>
#include <math.h>
ACTIVATION(only_arrays, "1.0.0", "No scalar form")
ACTIVATION_LICENSE(only_arrays, "MIT")
ACTIVATION_FORMULA(only_arrays, "x / sqrt(1 + x * x)")
ACTIVATION_VALUE_ARRAY(only_arrays, float, (const float *x, float *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = isinf(x[i]) ? copysignf(1, x[i]) : (float)(x[i] / hypot(1, x[i]));
}
ACTIVATION_GRADIENT_ARRAY(only_arrays, float,
                          (const float *x, const float *dy, float *dx, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    double h = hypot(1, x[i]);
    dx[i] = (float)(dy[i] / (h * h * h));
  }
}
ACTIVATION(ripple, "1.0.0", "Oscillates")
ACTIVATION_LICENSE(ripple, "MIT")
ACTIVATION_FORMULA(ripple, "sin(x) + x")
ACTIVATION_VALUE(ripple, double, (double x)) { return isinf(x) ? x : sin(x) + x; }
ACTIVATION_DERIVATIVE(ripple, double, (double x)) { return isinf(x) ? 1 : cos(x) + 1; }
