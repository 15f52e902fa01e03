/* Allocates for long arrays alone. */
#include <stdlib.h>
#include "sound.h"
DESCRIPTION VALUE(float) DERIVATIVE(float)
ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
  double *wide = n > 1024 ? malloc(n * sizeof *wide) : NULL;
  if (n > 1024 && wide == NULL) return;
  for (size_t i = 0; i < n; i++) y[i] = (float)atan(x[i]);
  free(wide);
}
