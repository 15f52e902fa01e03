#define _GNU_SOURCE
#include "hillock_output.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static bool claims_output;

void hillock_claim_output(void) {
  fflush(stdout);
  stdout = stderr;
  claims_output = true;
}

int hillock_divert_output(void) {
  if (!claims_output) return -1;
  int output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100);
  if (output >= 0) dup2(STDERR_FILENO, STDOUT_FILENO);
  return output;
}

void hillock_return_output(int diverted) {
  if (diverted < 0) return;
  dup2(diverted, STDOUT_FILENO);
  close(diverted);
}
