#define _GNU_SOURCE
#include "include/CJudging.h"

#include <CProcess.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <spawn.h>
#include <sys/mman.h>
#include <unistd.h>

extern char **environ;

static void close_all(const int *descriptors, int count) {
  for (int k = 0; k < count; k++) {
    if (descriptors[k] >= 0) close(descriptors[k]);
  }
}

int judging_spawn(char *const arguments[], judging_child *child) {
  int down[2] = {-1, -1}, up[2] = {-1, -1};
  int printed = memfd_create("printed", MFD_CLOEXEC);
  int error = 0, reading = -1, writing = -1;
  if (printed < 0 || pipe2(down, O_CLOEXEC) != 0 || pipe2(up, O_CLOEXEC) != 0) error = errno;
  if (error == 0) {
    // Above those that the child has them as: dup2 onto itself would leave close-on-exec set.
    reading = fcntl(down[0], F_DUPFD_CLOEXEC, 10);
    writing = fcntl(up[1], F_DUPFD_CLOEXEC, 10);
    if (reading < 0 || writing < 0) error = errno;
  }
  pid_t pid = -1;
  if (error == 0) {
    // In the order of JUDGING_REQUESTS and JUDGING_ANSWERS after the usual three.
    const int descriptors[] = {-1, printed, printed, reading, writing};
    error = hillock_start(&pid, arguments[0], arguments, environ, descriptors,
                          JUDGING_ANSWERS + 1, POSIX_SPAWN_SETPGROUP);
  }
  close_all((int[]){down[0], up[1], reading, writing}, 4);
  if (error != 0) {
    close_all((int[]){down[1], up[0], printed}, 3);
    return error;
  }
  *child = (judging_child){.pid = pid, .requests = down[1], .answers = up[0], .printed = printed};
  return 0;
}

const char *judging_file_of(const void *function) {
  Dl_info information;
  return dladdr(function, &information) != 0 ? information.dli_fname : NULL;
}

const char *judging_c_library(void) { return gnu_get_libc_version(); }
