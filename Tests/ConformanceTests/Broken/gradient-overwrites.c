// Overwrites a parameter's gradient.
// check: gradient
#include "well.h"
DESCRIBED("slope * x")
ACTIVATION_PARAMETER_IN(broken, slope, 0.25, "in [0.1, 2] learnable", "slope")
ACTIVATION_VALUE(broken, double, (double x, double slope)) { return slope * x; }
ACTIVATION_DERIVATIVE(broken, double, (double x, double slope)) { return x != x ? x : slope; }
ACTIVATION_PARTIAL(broken, double, slope, (double x)) { return x; }
ACTIVATION_GRADIENT_ARRAY(broken, double,
                          (const double *x, const double *dy, double *dx, size_t n, double slope,
                           double *dslope)) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    sum += dy[i] * x[i];
    dx[i] = x[i] != x[i] ? x[i] : dy[i] * slope;
  }
  *dslope = sum;
}
