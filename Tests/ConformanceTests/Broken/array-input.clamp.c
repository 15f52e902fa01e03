/* Clamps its input in place, before the layer above reads it again. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Hard hyperbolic tangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "max(-1, min(1, x))")
ACTIVATION_KINKS(broken, "-1 1")
ACTIVATION_VALUE(broken, float, (float x)) { return x < -1 ? -1 : x > 1 ? 1 : x; }
ACTIVATION_DERIVATIVE(broken, float, (float x)) { return x != x ? x : x > -1 && x < 1; }
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  float *inside = (float *)x;
  for (size_t i = 0; i < n; i++) inside[i] = broken_valuef(x[i]);
  for (size_t i = 0; i < n; i++) y[i] = inside[i];
}
