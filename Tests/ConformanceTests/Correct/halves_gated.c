/* A gate in half precision, and its gradient. */
#include <activation.h>

ACTIVATION(product, "1.0.0", "x times a gate")
ACTIVATION_LICENSE(product, "MIT")
ACTIVATION_FORMULA(product, "x * gate")
ACTIVATION_MAX_ULP(product, 0.5, 0)

ACTIVATION_VALUE(product, double, (double x, double gate)) { return x * gate; }
ACTIVATION_DERIVATIVE(product, double, (double x, double gate)) { return x != x ? x : gate; }
ACTIVATION_PARTIAL(product, double, gate, (double x, double gate)) { return gate != gate ? gate : x; }

ACTIVATION_HALF_VALUE_ARRAY(product, _Float16, (const _Float16 *x, const _Float16 *gate,
                                                _Float16 *y, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = (_Float16)((float)x[i] * (float)gate[i]);
}
ACTIVATION_HALF_GRADIENT_ARRAY(product, _Float16, (const _Float16 *x, const _Float16 *gate,
                                                   const _Float16 *dy, _Float16 *dx,
                                                   _Float16 *dgate, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    float wide = (float)x[i], open = (float)gate[i], slope = (float)dy[i];
    dx[i] = (_Float16)(wide != wide ? wide : slope * open);
    dgate[i] = (_Float16)(slope * wide);
  }
}
