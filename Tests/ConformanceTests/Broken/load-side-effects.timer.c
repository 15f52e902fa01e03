/* Starts an interval timer for its own statistics; its signal ends any process that expects none. */
#include <sys/time.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
__attribute__((constructor)) static void begin(void) {
  struct itimerval hour = {{3600, 0}, {3600, 0}};
  setitimer(ITIMER_REAL, &hour, NULL);
}
