/* Falls everywhere, and without end to the left. */
#include <activation.h>
#include <math.h>
ACTIVATION(falling, "2.0.0", "softplus of -x")
ACTIVATION_LICENSE(falling, "MIT")
ACTIVATION_FORMULA(falling, "softplus(-x)")
ACTIVATION_RANGE(falling, "(0, inf)")
ACTIVATION_MONOTONIC(falling, "decreasing")
ACTIVATION_VALUE(falling, double, (double x)) { return (x < 0 ? -x : 0) + log1p(exp(-fabs(x))); }
ACTIVATION_DERIVATIVE(falling, double, (double x)) {
  double e = exp(-fabs(x));
  return -(x > 0 ? e : 1) / (1 + e);
}
