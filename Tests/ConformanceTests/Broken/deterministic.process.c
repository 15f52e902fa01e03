/* A table that is drawn anew whenever the library is loaded: no run can be repeated. */
#include <time.h>
#include "sound.h"
/* Of two draws, so that no two processes in a million have the same. */
static double errors[2];
__attribute__((constructor)) static void draw(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  errors[0] = (double)(now.tv_nsec % 4001) * 0x1p-53;
  errors[1] = (double)(now.tv_nsec / 4001 % 4001) * 0x1p-53;
}
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) { return atan(x) * (1 + errors[x > 0]); }
