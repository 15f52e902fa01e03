/* Two inputs, as scalars in double and as arrays in float. */
#include <activation.h>
#include <math.h>
ACTIVATION(gated, "1.0.0", "A linear unit, gated by an arctangent")
ACTIVATION_LICENSE(gated, "MIT")
ACTIVATION_FORMULA(gated, "x * atan(gate)")
ACTIVATION_VALUE(gated, double, (double x, double gate)) { return x * atan(gate); }
ACTIVATION_DERIVATIVE(gated, double, (double x, double gate)) { return x != x ? x : atan(gate); }
ACTIVATION_PARTIAL(gated, double, gate, (double x, double gate)) { return x / (1 + gate * gate); }
ACTIVATION_VALUE_ARRAY(gated, float, (const float *x, const float *gate, float *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = (float)(x[i] * atan(gate[i]));
}
ACTIVATION_GRADIENT_ARRAY(gated, float, (const float *x, const float *gate, const float *dy,
                                         float *dx, float *dgate, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    double wide = x[i], slope = dy[i], open = gate[i];
    dx[i] = (float)(wide != wide ? wide : slope * atan(open));
    dgate[i] = (float)(slope * wide / (1 + open * open));
  }
}
