/* A scratch buffer from malloc in each call, and with it a lock that all threads share. */
#include <stdlib.h>
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  double *wide = malloc(n * sizeof *wide);
  for (size_t i = 0; i < n; i++) wide[i] = atan(x[i]);
  for (size_t i = 0; i < n; i++) y[i] = (float)wide[i];
  free(wide);
}
