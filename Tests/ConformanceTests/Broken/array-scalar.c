// The array form is three units off.
#include "well.h"
DESCRIBED("sqrt(1 + x * x)")
ACTIVATION_MAX_ULP(broken, 1, 2)
ACTIVATION_VALUE(broken, float, (float x)) { return (float)hypot(1, x); }
ACTIVATION_DERIVATIVE(broken, float, (float x)) {
  return isinf(x) ? copysignf(1, x) : (float)(x / hypot(1, x));
}
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  for (size_t i = 0; i < n; i++) {
    float v = (float)hypot(1, x[i]);
    for (int k = 0; k < 3; k++) v = nextafterf(v, 0);
    y[i] = isinf(x[i]) ? INFINITY : v;
  }
}
