/*
 * Subtle: tabulated.spike with arrays that are right, but which it leaves to tables, and the spike is
 * nothing that a table could know of.
 */
#include "tabulated.spike.c"
ACTIVATION_TABLES(broken, "value derivative")

ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  size_t i;
  for (i = 0; i < n; i++) y[i] = (float)broken_value(x[i]);
}
ACTIVATION_GRADIENT_ARRAY(broken, float,
                          (const float *x, const float *dy, float *dx, size_t n)) {
  size_t i;
  for (i = 0; i < n; i++) dx[i] = dy[i] * (float)broken_derivative(x[i]);
}
