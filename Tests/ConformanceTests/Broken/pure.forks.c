/* Starts a process, at one input alone. */
#include <sys/wait.h>
#include <unistd.h>
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  if (x == 1) {
    int child = fork();
    if (child == 0) _exit(0);
    waitpid(child, 0, 0);
  }
  return atan(x);
}
