// The niceness that a process was started with, on threads that are not its own.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

// Gives the calling thread the niceness of the process' first thread. libdispatch gives each thread
// of its queues another one, whatever `nice` said; where it may not be lowered, it was not raised.
static inline void hillock_niceness_of_process(void) {
  setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, (id_t)getpid()));
}
