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

// A file in memory of `count` bytes that nobody can change any more, and that may be executed: its
// descriptor, to be kept open for as long as what was loaded from it may run; or minus an errno.
int hillock_sealed_copy(const char *name, const void *bytes, size_t count);

// Sends what the C library prints to standard error, so that standard output holds results only.
void hillock_claim_output(void);

// For the time of a load: descriptor 1 leads to standard error, too. Answers what undoes it.
int hillock_divert_output(void);
void hillock_return_output(int diverted);
