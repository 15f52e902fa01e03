// What is said when the process crashes, and how it ends then.
#pragma once

#include <stddef.h>

#include "hillock_running.h"

// The exit status of a crash: sysexits.h's "internal software error".
#define HILLOCK_CRASH_STATUS 70

// From here on a fault, or abort(), ends the process with one line on standard error that says what
// was running, and HILLOCK_CRASH_STATUS.
void hillock_crash_install(void);

// Ends the process at once, whatever a plugin has put in the place of _exit.
_Noreturn void hillock_end_now(int status);

// Ends the process by a signal whose disposition is the default.
void hillock_end_by_signal(int signal);

// Where a plugin's failure is noted for the next run: a line of JSON appended to the file at `path`.
// `command` is what was run. Copies both.
void hillock_crash_note_in(const char *path, const char *command);

// Notes there that `plugin` crashed, hung or ended the process. A signal handler may call it.
void hillock_note_failure(const hillock_plugin *plugin, const char *function, const char *what);

// `NAME (FILE), FUNCTION, layer 1, PHASE`, of which a function or a phase may be NULL and the layer
// 0. A signal handler may call it. Answers the length.
size_t hillock_describe_running(char *text, size_t size, const hillock_plugin *plugin,
                                const char *function, unsigned layer, const char *phase);
