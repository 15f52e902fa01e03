/* Starts a process of its own that outlives the host, as a licence manager's client does. */
#include <unistd.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
__attribute__((constructor)) static void begin(void) {
  if (fork() == 0) {
    sleep(600);
    _exit(0);
  }
}
