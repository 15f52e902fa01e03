// What a process has that loading a library, or calling one, must leave alone; and how it is put
// back.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct hillock_state hillock_state;

// What there is now: floating-point control, signals' dispositions, the calling thread's mask and
// alternate stack, timers, the locale, the working directory, the file creation mask, the
// environment, the three standard descriptors and how standard output is buffered. NULL where memory
// is out.
hillock_state *hillock_state_take(void);

// Puts back what is no longer so, and lists it in `changed`, separated by commas. Answers whether
// there was anything.
bool hillock_state_restore(const hillock_state *state, char *changed, size_t size);

void hillock_state_free(hillock_state *state);

// How many threads the process has; 0 where the system does not tell.
size_t hillock_thread_count(void);
