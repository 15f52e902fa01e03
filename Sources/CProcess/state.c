#define _GNU_SOURCE
#include "hillock_state.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "hillock_running.h"

enum { STANDARD = 3, TIMERS = 3 };

struct hillock_state {
  uint32_t arithmetic;
  struct sigaction actions[NSIG];
  sigset_t mask;
  stack_t alternate;
  struct itimerval timers[TIMERS];
  char *locale;
  // Of the working directory, wherever its path leads by then.
  int directory;
  mode_t creation_mask;
  size_t variable_count;
  char **variables;
  struct stat standard[STANDARD];
  // Copies of the standard descriptors, -1 where there was none.
  int copies[STANDARD], flags[STANDARD];
  FILE *output;
  size_t buffered;
  bool is_line_buffered;
};

void hillock_state_free(hillock_state *state) {
  if (state == NULL) return;
  for (size_t k = 0; k < state->variable_count; k++) free(state->variables[k]);
  free(state->variables);
  free(state->locale);
  for (int k = 0; k < STANDARD; k++)
    if (state->copies[k] >= 0) close(state->copies[k]);
  if (state->directory >= 0) close(state->directory);
  free(state);
}

static bool take_environment(hillock_state *state) {
  size_t count = 0;
  while (environ != NULL && environ[count] != NULL) count++;
  state->variables = calloc(count + 1, sizeof *state->variables);
  if (state->variables == NULL) return false;
  for (; state->variable_count < count; state->variable_count++) {
    char *copy = strdup(environ[state->variable_count]);
    if (copy == NULL) return false;
    state->variables[state->variable_count] = copy;
  }
  return true;
}

hillock_state *hillock_state_take(void) {
  hillock_state *state = calloc(1, sizeof *state);
  if (state == NULL) return NULL;
  state->directory = -1;
  for (int k = 0; k < STANDARD; k++) state->copies[k] = -1;
  state->arithmetic = hillock_arithmetic();
  for (int number = 1; number < NSIG; number++) sigaction(number, NULL, &state->actions[number]);
  pthread_sigmask(SIG_SETMASK, NULL, &state->mask);
  sigaltstack(NULL, &state->alternate);
  for (int k = 0; k < TIMERS; k++) getitimer(k, &state->timers[k]);
  const char *locale = setlocale(LC_ALL, NULL);
  state->locale = strdup(locale == NULL ? "C" : locale);
  state->directory = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  state->creation_mask = umask(0);
  umask(state->creation_mask);
  state->output = stdout;
  state->buffered = __fbufsize(stdout);
  state->is_line_buffered = __flbf(stdout) != 0;
  for (int k = 0; k < STANDARD; k++) {
    if (fstat(k, &state->standard[k]) != 0) continue;
    // Far up, where a library that closes the first few does not come.
    state->copies[k] = fcntl(k, F_DUPFD_CLOEXEC, 100);
    state->flags[k] = fcntl(k, F_GETFL);
  }
  if (state->locale != NULL && take_environment(state)) return state;
  hillock_state_free(state);
  return NULL;
}

// What was found to be changed.
typedef struct {
  char *bytes;
  size_t size, used;
} list;

static void note(list *to, const char *format, ...) {
  if (to->used + 3 >= to->size) return;
  if (to->used > 0) to->used += (size_t)snprintf(to->bytes + to->used, to->size - to->used, ", ");
  va_list arguments;
  va_start(arguments, format);
  int count = vsnprintf(to->bytes + to->used, to->size - to->used, format, arguments);
  va_end(arguments);
  to->used += (size_t)count < to->size - to->used ? (size_t)count : to->size - to->used - 1;
}

static void restore_arithmetic(const hillock_state *state, list *changed) {
  uint32_t difference = hillock_arithmetic() ^ state->arithmetic;
  if (difference == 0) return;
  hillock_set_arithmetic(state->arithmetic);
  if (difference & 0x8040) note(changed, "flush-to-zero (linked with -ffast-math?)");
  if (difference & 0x6000) note(changed, "the rounding mode");
  if (difference & 0x1F80) note(changed, "the floating-point traps");
  if (difference >> 16) note(changed, "the x87 unit's precision or rounding");
}

// Signals that timers and messages raise, and whose default is the end of the process.
static bool is_awaited(int number) {
  return number == SIGALRM || number == SIGVTALRM || number == SIGPROF || number == SIGPOLL ||
         number == SIGUSR1 || number == SIGUSR2 || number >= SIGRTMIN;
}

// Puts a disposition back. Where a library awaits a signal that had none, the next one may be on its
// way (Haskell's runtime has a timer of the kernel's): it is ignored rather than obeyed.
static void restore_action(int number, const struct sigaction *was, const struct sigaction *now,
                           list *changed) {
  static _Atomic bool is_ignored[NSIG];
  struct sigaction action = *was;
  if (was->sa_handler == SIG_DFL && is_awaited(number)) {
    if (now->sa_handler == SIG_IGN && is_ignored[number]) return;
    action = (struct sigaction){.sa_handler = SIG_IGN};
    is_ignored[number] = true;
  }
  sigaction(number, &action, NULL);
  const char *name = sigabbrev_np(number);
  name == NULL ? note(changed, "the handler of signal %d", number)
               : note(changed, "the handler of SIG%s", name);
}

// A timer that repeats shows no time left while its signal waits to be taken: the interval tells.
static bool runs(const struct itimerval *timer) {
  return timer->it_value.tv_sec != 0 || timer->it_value.tv_usec != 0 ||
         timer->it_interval.tv_sec != 0 || timer->it_interval.tv_usec != 0;
}

static void restore_signals(const hillock_state *state, list *changed) {
  // Timers first: of a signal that is put back to its default one more would end the process.
  for (int k = 0; k < TIMERS; k++) {
    struct itimerval now;
    const struct itimerval *was = &state->timers[k];
    if (getitimer(k, &now) != 0 || runs(&now) == runs(was)) continue;
    setitimer(k, was, NULL);
    note(changed, "an interval timer");
  }
  for (int number = 1; number < NSIG; number++) {
    struct sigaction now;
    const struct sigaction *was = &state->actions[number];
    if (sigaction(number, NULL, &now) != 0) continue;
    // The bit that the C library itself adds (SA_RESTORER) is no difference.
    int flags = (now.sa_flags ^ was->sa_flags) & ~0x04000000;
    if (now.sa_sigaction == was->sa_sigaction && flags == 0) continue;
    restore_action(number, was, &now, changed);
  }
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, NULL, &mask);
  for (int number = 1; number < NSIG; number++) {
    if (sigismember(&mask, number) == sigismember(&state->mask, number)) continue;
    pthread_sigmask(SIG_SETMASK, &state->mask, NULL);
    note(changed, "the signal mask");
    break;
  }
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && (stack.ss_sp != state->alternate.ss_sp ||
                                         stack.ss_size != state->alternate.ss_size)) {
    sigaltstack(&state->alternate, NULL);
    note(changed, "the stack of signal handlers");
  }
}

static const char *value_of(const char *variable, const char *of) {
  size_t length = strcspn(of, "=") + 1;
  return strncmp(variable, of, length) == 0 ? variable + length : NULL;
}

static bool is_same_environment(const hillock_state *state) {
  size_t count = 0;
  for (; environ != NULL && environ[count] != NULL; count++)
    if (count >= state->variable_count || strcmp(environ[count], state->variables[count]) != 0)
      return false;
  return count == state->variable_count;
}

static void restore_environment(const hillock_state *state, list *changed) {
  if (is_same_environment(state)) return;
  char name[64] = "";
  size_t changes = 0;
  // What is new goes first, from the end, as unsetenv moves what follows.
  size_t count = 0;
  while (environ != NULL && environ[count] != NULL) count++;
  while (count-- > 0) {
    bool was = false;
    for (size_t k = 0; k < state->variable_count && !was; k++)
      was = value_of(environ[count], state->variables[k]) != NULL;
    if (was) continue;
    size_t length = strcspn(environ[count], "=");
    snprintf(name, sizeof name, "%.*s", (int)length, environ[count]);
    char *whole = strndup(environ[count], length);
    if (whole != NULL) unsetenv(whole);
    free(whole);
    changes++;
  }
  for (size_t k = 0; k < state->variable_count; k++) {
    size_t length = strcspn(state->variables[k], "=");
    char *whole = strndup(state->variables[k], length);
    if (whole == NULL) continue;
    const char *now = getenv(whole), *was = state->variables[k] + length;
    if (*was == '=' && (now == NULL || strcmp(now, was + 1) != 0)) {
      setenv(whole, was + 1, 1);
      snprintf(name, sizeof name, "%s", whole);
      changes++;
    }
    free(whole);
  }
  if (changes == 1) note(changed, "the environment variable %s", name);
  if (changes > 1) note(changed, "environment variables (%s and others)", name);
}

static void restore_files(const hillock_state *state, list *changed) {
  struct stat was, now;
  if (state->directory >= 0 && fstat(state->directory, &was) == 0 &&
      (stat(".", &now) != 0 || was.st_dev != now.st_dev || was.st_ino != now.st_ino)) {
    note(changed, fchdir(state->directory) == 0
                      ? "the working directory"
                      : "the working directory (which cannot be put back)");
  }
  mode_t mask = umask(state->creation_mask);
  if (mask != state->creation_mask) note(changed, "the file creation mask");
  for (int k = 0; k < STANDARD; k++) {
    bool is_open = fstat(k, &now) == 0;
    if (state->copies[k] < 0) {
      // There was none; one that a library opened for itself is its own affair.
      continue;
    }
    if (!is_open || now.st_dev != state->standard[k].st_dev ||
        now.st_ino != state->standard[k].st_ino) {
      note(changed, "descriptor %d (%s)%s", k, is_open ? "redirected" : "closed",
           dup2(state->copies[k], k) < 0 ? ", which cannot be put back" : "");
    } else if (fcntl(k, F_GETFL) != state->flags[k]) {
      fcntl(k, F_SETFL, state->flags[k]);
      note(changed, "the flags of descriptor %d", k);
    }
  }
  if (stdout != state->output) {
    stdout = state->output;
    note(changed, "standard output's stream");
  } else if (state->buffered != 0 && (__fbufsize(stdout) != state->buffered ||
                                      (__flbf(stdout) != 0) != state->is_line_buffered)) {
    setvbuf(stdout, NULL, state->is_line_buffered ? _IOLBF : _IOFBF, state->buffered);
    note(changed, "standard output's buffering");
  }
}

bool hillock_state_restore(const hillock_state *state, char *text, size_t size) {
  list changed = {.bytes = text, .size = size};
  if (size > 0) text[0] = 0;
  restore_arithmetic(state, &changed);
  restore_signals(state, &changed);
  const char *locale = setlocale(LC_ALL, NULL);
  if (locale == NULL || strcmp(locale, state->locale) != 0) {
    setlocale(LC_ALL, state->locale);
    note(&changed, "the locale");
  }
  restore_environment(state, &changed);
  restore_files(state, &changed);
  return changed.used > 0;
}

size_t hillock_thread_count(void) {
  // Each thread is a directory in it, which counts as a link beside the two that any directory has.
  struct stat tasks;
  return stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink > 2 ? tasks.st_nlink - 2 : 0;
}
