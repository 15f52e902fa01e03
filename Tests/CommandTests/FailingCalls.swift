import Foundation

/// A library, preloaded, that makes one system call on a file in the making fail, or kills the process
/// there: the calls that save a model, counted from 1.
enum FailingCalls {
  /// The calls of a save, as the C library names them.
  static let names = [
    "openat", "flock", "fchown", "fchmod", "write", "fsync", "fcntl", "close", "renameat",
    syncOfTheDirectory,
  ]

  /// What comes after the new file is in its place.
  static let syncOfTheDirectory = "fsync_directory"

  /// Compiles it in `workspace`, and answers where.
  static func compile(in workspace: Workspace) throws -> String {
    try workspace.write("failing.c", source)
    let run = try workspace.shell("cc -O1 -shared -fPIC failing.c -o failing.so -ldl -w")
    guard run.status == 0 else { throw Fixtures.CompilerFailure(messages: run.errors) }
    return workspace["failing.so"]
  }

  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <signal.h>
    #include <stdarg.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/file.h>
    #include <sys/stat.h>
    #include <unistd.h>

    static int is_temporary(const char *name) { return strstr(name, "/.hillock-") != NULL; }

    static int is_ours(int file) {
      char link[64], target[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", file);
      ssize_t count = readlink(link, target, sizeof target - 1);
      target[count > 0 ? count : 0] = 0;
      return is_temporary(target);
    }

    /* Whether this call is the one, which is noted. */
    static int strikes(const char *name) {
      static int count;
      const char *wanted = getenv("FAILING_CALL"), *nth = getenv("FAILING_NTH");
      if (wanted == NULL || nth == NULL) return 0;
      if (strcmp(wanted, "any") != 0 && strcmp(wanted, name) != 0) return 0;
      if (++count != atoi(nth)) return 0;
      const char *note = getenv("FAILING_NOTE");
      int file = note ? creat(note, 0600) : -1;
      if (file >= 0) close(file);
      if (getenv("FAILING_KILLS")) raise(SIGKILL);
      errno = atoi(getenv("FAILING_ERROR") ? getenv("FAILING_ERROR") : "5");
      return 1;
    }

    #define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
    #define FAIL_WHERE(condition, name) if ((condition) && strikes(#name)) return -1;

    int openat(int directory, const char *path, int flags, ...) {
      va_list list;
      va_start(list, flags);
      mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
      va_end(list);
      FAIL_WHERE(strncmp(path, ".hillock-", 9) == 0 && flags & O_CREAT, openat)
      return REAL(openat)(directory, path, flags, mode);
    }
    ssize_t write(int file, const void *bytes, size_t count) {
      FAIL_WHERE(is_ours(file), write)
      return REAL(write)(file, bytes, count);
    }
    int flock(int file, int operation) { FAIL_WHERE(is_ours(file), flock) return REAL(flock)(file, operation); }
    int fchown(int file, uid_t u, gid_t g) { FAIL_WHERE(is_ours(file), fchown) return REAL(fchown)(file, u, g); }
    int fchmod(int file, mode_t mode) { FAIL_WHERE(is_ours(file), fchmod) return REAL(fchmod)(file, mode); }
    int fsync(int file) {
      struct stat status;
      FAIL_WHERE(is_ours(file), fsync)
      FAIL_WHERE(fstat(file, &status) == 0 && S_ISDIR(status.st_mode), fsync_directory)
      return REAL(fsync)(file);
    }
    int close(int file) {
      int fails = is_ours(file) && strikes("close");
      int result = REAL(close)(file);
      if (fails) errno = atoi(getenv("FAILING_ERROR") ? getenv("FAILING_ERROR") : "5");
      return fails ? -1 : result;
    }
    int fcntl(int file, int command, ...) {
      va_list list;
      va_start(list, command);
      void *argument = va_arg(list, void *);
      va_end(list);
      FAIL_WHERE(command == F_DUPFD_CLOEXEC && is_ours(file), fcntl)
      return REAL(fcntl)(file, command, argument);
    }
    int renameat(int from, const char *old, int to, const char *new) {
      FAIL_WHERE(strncmp(old, ".hillock-", 9) == 0, renameat)
      return REAL(renameat)(from, old, to, new);
    }
    """
}
