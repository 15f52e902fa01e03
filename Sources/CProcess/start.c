#define _GNU_SOURCE
#include "hillock_start.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

int hillock_start(pid_t *pid, const char *program, char *const *arguments, char *const *variables,
                  const int *descriptors, int count, short flags) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  for (int k = 0; k < count; k++) {
    if (descriptors[k] < 0) {
      posix_spawn_file_actions_addopen(&actions, k, "/dev/null", O_RDONLY, 0);
    } else {
      posix_spawn_file_actions_adddup2(&actions, descriptors[k], k);
    }
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, count);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes,
                           (short)(flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  int error = posix_spawnp(pid, program, &actions, &attributes, arguments, variables);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}
