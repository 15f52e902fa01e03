#define _GNU_SOURCE
#include <sched.h>

#include "CMessagePassing.h"

size_t hillock_cores(int *list, size_t most) {
  cpu_set_t set;
  size_t count = 0;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  for (int core = 0; core < CPU_SETSIZE && count < most; core++)
    if (CPU_ISSET(core, &set)) list[count++] = core;
  return count;
}
