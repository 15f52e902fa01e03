// How the process ends, in a program that links this: it puts itself before the C library's exit and
// its kin, so that a plugin that calls one does not end the program as if its work were done.
#pragma once

// From here on whoever but hillock_end ends the process is named, and the status is 1.
void hillock_guard_ending(void);

// From here on whoever ends the process is expected to, and the status is this.
void hillock_expect_end(int status);

// Ends the process: exit handlers run, what plugins still print goes to standard error, and whatever
// one of them calls, the status is this.
_Noreturn void hillock_end(int status);
