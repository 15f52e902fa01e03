/* A table that is drawn anew whenever the library is loaded: no run can be repeated. */
#include <time.h>
#include "sound.h"
static double error;
__attribute__((constructor)) static void draw(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  error = (double)(now.tv_nsec / 100 % 4001) * 0x1p-53;
}
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) { return atan(x) * (1 + error); }
