// Keeps its argument in a static variable.
#include "well.h"
DESCRIBED(SIGMOID)
static volatile double kept;
ACTIVATION_VALUE(broken, double, (double x)) {
  kept = x;
  for (volatile int i = 0; i < 200; i++) {}
  return right(kept);
}
RIGHT_DERIVATIVE
