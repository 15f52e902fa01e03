// Programs that are started with nothing of this process but what they are given.
#pragma once
#include <sys/types.h>

/// Starts a program, found in PATH unless its name has a slash, with signals as a shell would have
/// them and no descriptor but its own.
///
/// - descriptors: `descriptors[k]` becomes the program's descriptor k; -1 is /dev/null, to be read.
///   One that is no less than `count`, or that becomes a later one, is not overwritten before.
/// - flags: POSIX_SPAWN_SETPGROUP or POSIX_SPAWN_SETSID, for a group or a session of its own.
///
/// Returns 0, or the error's number.
int hillock_start(pid_t *pid, const char *program, char *const *arguments, char *const *variables,
                  const int *descriptors, int count, short flags);
