// What a process has that loading a library must leave alone.
#include "probe.h"

#include <dirent.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#else
#include <fenv.h>
#endif

uint32_t probe_environment(void) {
#if defined(__x86_64__)
  uint16_t control;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  // The low six bits of MXCSR are flags that any arithmetic raises.
  return (_mm_getcsr() & 0xFFC0u) | (uint32_t)control << 16;
#else
  return (uint32_t)fegetround() | (uint32_t)fegetexcept() << 16;
#endif
}

void probe_restore_environment(uint32_t environment) {
#if defined(__x86_64__)
  uint16_t control = (uint16_t)(environment >> 16);
  __asm__ volatile("fldcw %0" : : "m"(control));
  _mm_setcsr(environment & 0xFFFFu);
#else
  (void)environment;
  fesetenv(FE_DFL_ENV);
#endif
}

enum { DESCRIPTORS = 1024, TEXT = 4096 };

struct probe_snapshot {
  uint32_t environment;
  void *handlers[NSIG];
  sigset_t mask;
  mode_t creation_mask;
  size_t threads;
  uint64_t refused;
  bool has_timer;
  stack_t alternate;
  uint64_t environ_hash;
  uint64_t printed;
  bool is_open[DESCRIPTORS];
  char directory[TEXT];
  char locale[TEXT];
};

static uint64_t hash(uint64_t state, const char *text) {
  for (; *text != 0; text++) state = (state ^ (unsigned char)*text) * 0x100000001b3u;
  return (state ^ 0xFF) * 0x100000001b3u;
}

/// Entries of a directory of /proc whose names are numbers; each open descriptor is noted.
static size_t count_entries(const char *path, bool *is_open) {
  DIR *directory = opendir(path);
  if (directory == NULL) return 0;
  size_t count = 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    long number = strtol(entry->d_name, NULL, 10);
    if (is_open != NULL && number == dirfd(directory)) continue;
    if (is_open != NULL && number >= 0 && number < DESCRIPTORS) is_open[number] = true;
    count++;
  }
  closedir(directory);
  return count;
}

uint64_t probe_printed(void) {
  fflush(NULL);
  struct stat status;
  return fstat(STDOUT_FILENO, &status) == 0 ? (uint64_t)status.st_size : 0;
}

void probe_snapshot_free(probe_snapshot *snapshot) { free(snapshot); }

probe_snapshot *probe_snapshot_take(void) {
  probe_snapshot *snapshot = calloc(1, sizeof *snapshot);
  if (snapshot == NULL) abort();
  snapshot->environment = probe_environment();
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0) {
      snapshot->handlers[number] = (void *)action.sa_sigaction;
    }
  }
  pthread_sigmask(SIG_SETMASK, NULL, &snapshot->mask);
  snapshot->creation_mask = umask(0);
  umask(snapshot->creation_mask);
  sigaltstack(NULL, &snapshot->alternate);
  snapshot->threads = count_entries("/proc/self/task", NULL);
  count_entries("/proc/self/fd", snapshot->is_open);
  uint64_t state = 0xcbf29ce484222325u;
  for (char **variable = environ; variable != NULL && *variable != NULL; variable++) {
    state = hash(state, *variable);
  }
  snapshot->environ_hash = state;
  snapshot->printed = probe_printed();
  snapshot->refused = probe_system_calls;
  for (int timer = ITIMER_REAL; timer <= ITIMER_PROF; timer++) {
    struct itimerval value;
    if (getitimer(timer, &value) != 0) continue;
    if (value.it_value.tv_sec != 0 || value.it_value.tv_usec != 0) snapshot->has_timer = true;
  }
  if (getcwd(snapshot->directory, TEXT) == NULL) snapshot->directory[0] = 0;
  const char *locale = setlocale(LC_ALL, NULL);
  snprintf(snapshot->locale, TEXT, "%s", locale == NULL ? "" : locale);
  return snapshot;
}

static void note(char *text, size_t size, const char *format, ...) {
  size_t used = strlen(text);
  if (used > 0 && used + 2 < size) used += (size_t)snprintf(text + used, size - used, "; ");
  if (used >= size) return;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text + used, size - used, format, arguments);
  va_end(arguments);
}

void probe_snapshot_compare(const probe_snapshot *before, const probe_snapshot *after, char *text,
                            size_t size) {
  if (before->environment != after->environment) {
    note(text, size, "the floating-point environment (control bits 0x%x, then 0x%x)",
         before->environment, after->environment);
  }
  for (int number = 1; number < NSIG; number++) {
    if (before->handlers[number] != after->handlers[number]) {
      note(text, size, "the handler of signal %d (SIG%s)", number,
           sigabbrev_np(number) == NULL ? "?" : sigabbrev_np(number));
    }
  }
  for (int number = 1; number < NSIG; number++) {
    if (sigismember(&before->mask, number) != sigismember(&after->mask, number)) {
      note(text, size, "the mask of signal %d", number);
      break;
    }
  }
  if (before->alternate.ss_sp != after->alternate.ss_sp ||
      before->alternate.ss_flags != after->alternate.ss_flags) {
    note(text, size, "the alternate stack for signals");
  }
  if (before->creation_mask != after->creation_mask) note(text, size, "the file creation mask");
  if (before->environ_hash != after->environ_hash) note(text, size, "environment variables");
  if (strcmp(before->directory, after->directory) != 0) note(text, size, "the working directory");
  if (strcmp(before->locale, after->locale) != 0) note(text, size, "the locale");
  if (before->threads != after->threads) {
    note(text, size, "the number of threads (%zu, then %zu)", before->threads, after->threads);
  }
  for (int number = 0; number < DESCRIPTORS; number++) {
    if (before->is_open[number] != after->is_open[number]) {
      note(text, size, "file descriptor %d (%s)", number,
           after->is_open[number] ? "left open" : "closed");
    }
  }
  if (!before->has_timer && after->has_timer) note(text, size, "the interval timers (one runs)");
  if (before->refused != after->refused) {
    note(text, size, "processes, others' signals or limits, had it been let (system call %lld)",
         (long long)probe_flight_page->system_call - 1);
  }
  if (before->printed != after->printed) {
    note(text, size, "the output (%llu bytes printed)",
         (unsigned long long)(after->printed - before->printed));
  }
}
