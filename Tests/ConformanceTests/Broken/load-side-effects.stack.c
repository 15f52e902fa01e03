/* Takes the stack on which signals are handled. */
#include <signal.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
static char area[65536];
__attribute__((constructor)) static void begin(void) {
  stack_t stack = {.ss_sp = area, .ss_size = sizeof area};
  sigaltstack(&stack, 0);
}
