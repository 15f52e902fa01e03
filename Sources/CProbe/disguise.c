// A plugin must not be able to tell that it is examined: it might behave.
#include "probe.h"

#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/// Takes a variable away that the probe was started with, from the list and from the memory in which
/// /proc shows it.
static void forget(const char *name) {
  for (char **variable = environ; *variable != NULL; variable++) {
    if (strncmp(*variable, name, strlen(name)) != 0) continue;
    memset(*variable, 0, strlen(*variable));
    for (char **next = variable; *next != NULL; next++) next[0] = next[1];
    return;
  }
}

void probe_disguise(void) {
  // They were added last, so that what is shown only ends sooner.
  forget(PROBE_BLAS_THREADS);
  forget(PROBE_OMP_THREADS);
  prctl(PR_SET_NAME, "hillock");
}
