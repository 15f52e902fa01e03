// Allocates.
#include "well.h"
#include <stdlib.h>
DESCRIBED(SIGMOID)
ACTIVATION_VALUE(broken, double, (double x)) {
  double *volatile kept = malloc(sizeof *kept);
  *kept = right(x);
  double y = *kept;
  free(kept);
  return y;
}
RIGHT_DERIVATIVE
