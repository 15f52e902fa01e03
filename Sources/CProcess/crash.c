#define _GNU_SOURCE
#include "hillock_crash.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "hillock_checkpoint.h"
#include "hillock_running.h"

static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
enum { FAULTS = sizeof faults / sizeof *faults, LINE = 4096 };

_Noreturn void hillock_end_now(int status) {
  // However the work ends, its owner learns what of it is saved.
  const char *saved = hillock_checkpoint_text();
  if (saved != NULL && status != 0) {
    (void)!write(STDERR_FILENO, "hillock: ", 9);
    (void)!write(STDERR_FILENO, saved, strlen(saved));
    (void)!write(STDERR_FILENO, "\n", 1);
  }
  for (;;) syscall(SYS_exit_group, status);
}

void hillock_end_by_signal(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
}

// Text made by a signal handler: no allocation, no formatting of the C library's.

typedef struct {
  char *bytes;
  size_t count, size;
} text;

static void put(text *to, const char *from) {
  for (; from != NULL && *from != 0 && to->count + 1 < to->size; from++) {
    // What a plugin is called, and where it lies, must not reach a terminal as control characters.
    unsigned char byte = (unsigned char)*from;
    to->bytes[to->count++] = byte < 0x20 || byte == 0x7F ? '?' : (char)byte;
  }
  if (to->size > 0) to->bytes[to->count] = 0;
}

static void put_number(text *to, uint64_t number, unsigned base) {
  char digits[24];
  size_t k = sizeof digits;
  digits[--k] = 0;
  do {
    digits[--k] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number != 0);
  put(to, digits + k);
}

static const char *signal_name(int number) {
  switch (number) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGFPE: return "SIGFPE";
    case SIGILL: return "SIGILL";
    case SIGTRAP: return "SIGTRAP";
    case SIGABRT: return "SIGABRT";
    default: return "SIGSYS";
  }
}

static void put_place(text *to, unsigned layer, const char *phase) {
  if (layer != 0) {
    put(to, ", layer ");
    put_number(to, layer, 10);
  }
  if (phase != NULL) {
    put(to, ", ");
    put(to, phase);
  }
}

static void put_plugin(text *to, const hillock_plugin *plugin, const char *function) {
  put(to, plugin->name);
  put(to, " (");
  put(to, plugin->path);
  put(to, ")");
  if (function != NULL) {
    put(to, ", ");
    put(to, function);
  }
}

size_t hillock_describe_running(char *bytes, size_t size, const hillock_plugin *plugin,
                                const char *function, unsigned layer, const char *phase) {
  text line = {.bytes = bytes, .size = size};
  put_plugin(&line, plugin, function);
  put_place(&line, layer, phase);
  return line.count;
}

// The record of failures for the next run.

static char *note_path, *note_command;

void hillock_crash_note_in(const char *path, const char *command) {
  note_path = strdup(path);
  note_command = strdup(command);
}

static void put_quoted(text *to, const char *key, const char *value, bool is_last) {
  put(to, "\"");
  put(to, key);
  put(to, "\":\"");
  char one[3] = {0};
  for (; value != NULL && *value != 0; value++) {
    bool escapes = *value == '"' || *value == '\\';
    one[0] = escapes ? '\\' : *value;
    one[1] = escapes ? *value : 0;
    put(to, one);
  }
  put(to, is_last ? "\"}" : "\",");
}

// The directories above `path`, where they are missing.
static void make_directories(const char *path) {
  static char part[LINE];
  for (size_t k = 0; k + 1 < LINE && path[k] != 0; k++) {
    if (path[k] == '/' && k > 0) {
      part[k] = 0;
      mkdir(part, 0700);
    }
    part[k] = path[k];
  }
}

void hillock_note_failure(const hillock_plugin *plugin, const char *function, const char *what) {
  if (note_path == NULL || plugin == NULL) return;
  make_directories(note_path);
  int file = open(note_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return;
  static char bytes[LINE * 3];
  text line = {.bytes = bytes, .size = sizeof bytes - 1};
  put(&line, "{");
  put_quoted(&line, "sha256", plugin->sha256, false);
  put_quoted(&line, "name", plugin->name, false);
  put_quoted(&line, "path", plugin->path, false);
  put_quoted(&line, "function", function == NULL ? "loading" : function, false);
  put_quoted(&line, "what", what, false);
  put(&line, "\"seconds\":");
  put_number(&line, (uint64_t)time(NULL), 10);
  put(&line, ",");
  put_quoted(&line, "input", note_command, true);
  line.bytes[line.count++] = '\n';
  // In one piece, so that two processes that fail at once leave two lines.
  (void)!write(file, line.bytes, line.count);
  close(file);
}

// The handler.

static uintptr_t stack_pointer(const ucontext_t *context) {
#if defined(__x86_64__)
  return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
  return (uintptr_t)context->uc_mcontext.sp;
#else
  (void)context;
  return 0;
#endif
}

// Whether a push, or the first use of a frame, went below what the thread's stack may have: both
// the stack pointer and the address lie at its end.
static bool is_overflow(int number, const siginfo_t *info, const ucontext_t *context) {
  const hillock_running *here = &hillock_here;
  if ((number != SIGSEGV && number != SIGBUS) || here->low == 0) return false;
  uintptr_t address = (uintptr_t)info->si_addr, pointer = stack_pointer(context);
  const uintptr_t slack = 1 << 20;
  return address < here->low + slack && address + slack > here->low && pointer < here->low + slack &&
         pointer + slack > here->low;
}

static void report(int number, siginfo_t *info, void *context) {
  static _Atomic bool is_reporting;
  bool is_out_of_memory = errno == ENOMEM;
  // Of several threads that crash the first reports, and ends them all.
  if (atomic_exchange(&is_reporting, true)) {
    for (;;) pause();
  }
  const hillock_running *here = &hillock_here;
  const hillock_plugin *plugin = atomic_load(&here->plugin);
  const char *function = atomic_load(&here->function);
  static char bytes[LINE];
  text line = {.bytes = bytes, .size = LINE - 1};
  int status = HILLOCK_CRASH_STATUS;
  char what[96];
  text kind = {.bytes = what, .size = sizeof what};
  if (info->si_code == SI_USER && info->si_pid != getpid()) {
    put(&line, "hillock: ended by ");
    put(&line, signal_name(number));
    put(&line, " from process ");
    put_number(&line, (uint64_t)info->si_pid, 10);
    status = 128 + number;
  } else {
    bool is_overflown = is_overflow(number, info, context);
    if (is_overflown) {
      put(&kind, "stack overflow");
    } else if (is_out_of_memory) {
      put(&kind, "out of memory, ");
      put(&kind, signal_name(number));
    } else {
      put(&kind, signal_name(number));
    }
    if (info->si_code > 0 && (number == SIGSEGV || number == SIGBUS)) {
      put(&kind, " at 0x");
      put_number(&kind, (uint64_t)(uintptr_t)info->si_addr, 16);
    }
    // A thread that a plugin started has no record; the code that met the fault has an owner.
    if (plugin == NULL && !here->holds_signals) {
#if defined(__x86_64__)
      const ucontext_t *state = context;
      plugin = hillock_plugin_at((void *)state->uc_mcontext.gregs[REG_RIP]);
      function = "a thread of its own";
#endif
    }
    if (plugin != NULL) {
      put(&line, "hillock: crashed (");
      put(&line, what);
      put(&line, ") in the plugin ");
      put_plugin(&line, plugin, function);
      put_place(&line, atomic_load(&here->layer), atomic_load(&here->phase));
      put(&line, "; 'hillock conform ");
      put(&line, plugin->name);
      put(&line, "' finds the function and the input");
      hillock_note_failure(plugin, function, what);
    } else if (is_out_of_memory && !is_overflown) {
      put(&line, "hillock: out of memory");
      put_place(&line, atomic_load(&here->layer), atomic_load(&here->phase));
      put(&line, "; no plugin was running");
    } else {
      put(&line, "hillock: crashed (");
      put(&line, what);
      put(&line, ")");
      put_place(&line, atomic_load(&here->layer), atomic_load(&here->phase));
      put(&line, " while no plugin was running: a fault of Hillock's");
      if (hillock_plugins() != NULL)
        put(&line, ", unless a plugin wrote before where it must not ('hillock conform' tells)");
    }
  }
  line.bytes[line.count++] = '\n';
  (void)!write(STDERR_FILENO, line.bytes, line.count);
  hillock_end_now(status);
}

void hillock_crash_install(void) {
  for (size_t k = 0; k < FAULTS; k++) {
    struct sigaction action = {.sa_sigaction = report, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(faults[k], &action, NULL);
  }
}
