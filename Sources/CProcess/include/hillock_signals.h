// Who takes signals. oneDNN's generated products use the stack pointer for data, so a handler's
// frame must never come to lie where it points: threads that compute have all signals blocked, and
// one that does nothing else waits for them.
#pragma once

#include <stdbool.h>

#include "hillock_running.h"

// Makes the calling thread one that computes: every signal but those of faults is blocked in it,
// faults have a stack of their own, and its record is known to the waiting thread.
void hillock_thread_begin(void);

// Ends that, before the thread ends. Signals stay blocked.
void hillock_thread_end(void);

// Blocks all signals in the calling thread but those of faults, until hillock_signals_release: where
// it has them blocked already, neither does anything.
bool hillock_signals_block(void);
void hillock_signals_release(bool is_blocked);

// The same for the time of a generated product, at no cost on a thread that computes.
static inline bool hillock_signals_hold(void) {
  return !hillock_here.holds_signals && hillock_signals_block();
}

// From here on SIGINT, SIGTERM and, unless it is ignored (nohup), SIGHUP are taken by a thread that
// waits for them and calls `received` on its own stack, wherever they arrive. The caller becomes a
// thread that computes. Answers an errno, 0 where all is well.
int hillock_signals_wait(void (*received)(int signal));

// Whether a plugin's function that ran `seconds` ago on some thread that computes has not come back
// since; its record is then copied. Sleeps as long as it takes to know.
bool hillock_is_stuck(int seconds, hillock_plugin **plugin, const char **function);
