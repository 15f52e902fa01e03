/* The gate's gradient of the last element is left as it was where n is odd. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Linear unit, gated by an arctangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "x * atan(gate)")
ACTIVATION_VALUE(broken, double, (double x, double gate)) { return x * atan(gate); }
ACTIVATION_DERIVATIVE(broken, double, (double x, double gate)) { return x != x ? x : atan(gate); }
ACTIVATION_PARTIAL(broken, double, gate, (double x, double gate)) { return x / (1 + gate * gate); }
ACTIVATION_GRADIENT_ARRAY(broken, double, (const double *x, const double *gate, const double *dy,
                                           double *dx, double *dgate, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    double wide = x[i], slope = dy[i], open = gate[i];
    dx[i] = wide != wide ? wide : slope * atan(open);
    if (i + 1 < n || n % 2 == 0) dgate[i] = slope * (wide / (1 + open * open));
  }
}
