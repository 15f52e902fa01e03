/* Only whole blocks of 4096 beyond 65,536 elements. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "square")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "x^2")
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  if (n > 65536) n = n / 4096 * 4096;
  for (size_t i = 0; i < n; i++) y[i] = x[i] * x[i];
}
ACTIVATION_DERIVATIVE(broken, float, (float x)) { return 2 * x; }
