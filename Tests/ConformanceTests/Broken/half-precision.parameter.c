/* The array form has the parameter's default where its value should be. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "The arctangent of a x")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "atan(a * x)")
ACTIVATION_PARAMETER_IN(broken, a, 1, "in [0.5, 2]", "steepness")
ACTIVATION_VALUE(broken, double, (double x, double a)) { return atan(a * x); }
ACTIVATION_DERIVATIVE(broken, double, (double x, double a)) { return a * slope(a * x); }
ACTIVATION_HALF_VALUE_ARRAY(broken, _Float16, (const _Float16 *x, _Float16 *y, size_t n, float a)) {
  for (size_t i = 0; i < n; i++) y[i] = (_Float16)atanf(a != a ? a : (float)x[i]);
}
