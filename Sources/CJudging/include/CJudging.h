// What Swift cannot reach of the GNU system: a child with descriptors of its own, and where a
// function comes from.
#pragma once
#include <sys/types.h>

/// The descriptors that a child reads requests from and answers on.
enum { JUDGING_REQUESTS = 3, JUDGING_ANSWERS = 4 };

/// A child, and the parent's ends.
typedef struct {
  pid_t pid;
  int requests;
  int answers;
  /// A file in memory that holds what the child prints.
  int printed;
} judging_child;

/// Starts `arguments[0]`, found in PATH, in a process group of its own, with no input, no other
/// descriptor and signals as a shell would have them.
///
/// Returns 0, or the error's number; then nothing is left open.
int judging_spawn(char *const arguments[], judging_child *child);

/// The file of the library that a function is in; NULL where there is none.
const char *judging_file_of(const void *function);

/// The C library's version.
const char *judging_c_library(void);
