/* Its derivative knows the value alone. */
#include <activation.h>
#include <math.h>
ACTIVATION(of_value, "1.0.0", "Hyperbolic tangent")
ACTIVATION_LICENSE(of_value, "MIT")
ACTIVATION_FORMULA(of_value, "tanh(x)")
ACTIVATION_RANGE(of_value, "[-1, 1]")
ACTIVATION_MONOTONIC(of_value, "nondecreasing")
ACTIVATION_SYMMETRY(of_value, "odd")
ACTIVATION_VALUE(of_value, double, (double x)) { return tanh(x); }
ACTIVATION_DERIVATIVE(of_value, double, (double y)) { return 1 - y * y; }
ACTIVATION_VALUE(of_value, float, (float x)) { return (float)tanh(x); }
ACTIVATION_GRADIENT_ARRAY(of_value, float,
                          (const float *y, const float *dy, float *dx, size_t n)) {
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] * (1 - y[i] * y[i]);
}
