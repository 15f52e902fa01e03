#define _GNU_SOURCE
#include "hillock_signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "hillock_crash.h"

// With AVX-512 and AMX the frame of a handler alone takes 11 KB.
enum { ALTERNATE_BYTES = 65536 };

static pthread_mutex_t records = PTHREAD_MUTEX_INITIALIZER;
static hillock_running *first;

// All but those that a fault raises in the thread that commits it: blocked, they would end the
// process without a word.
static void all_but_faults(sigset_t *set) {
  sigfillset(set);
  const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
  for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) sigdelset(set, faults[k]);
}

static _Thread_local sigset_t before;

bool hillock_signals_block(void) {
  hillock_running *here = &hillock_here;
  if (here->holds_signals) return false;
  sigset_t set;
  all_but_faults(&set);
  here->holds_signals = pthread_sigmask(SIG_BLOCK, &set, &before) == 0;
  return here->holds_signals;
}

void hillock_signals_release(bool is_blocked) {
  if (!is_blocked) return;
  hillock_here.holds_signals = false;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void note_stack(hillock_running *here) {
  if (syscall(SYS_gettid) == getpid()) {
    // The first thread's stack grows; asking for its bounds reads /proc, and tells as much.
    struct rlimit limit;
    here->high = (uintptr_t)__builtin_frame_address(0);
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= here->high) return;
    here->low = here->high - limit.rlim_cur;
    return;
  }
  pthread_attr_t attributes;
  void *low;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
    here->low = (uintptr_t)low;
    here->high = here->low + size;
  }
  pthread_attr_destroy(&attributes);
}

void hillock_thread_begin(void) {
  hillock_running *here = &hillock_here;
  if (here->alternate != NULL) return;
  hillock_signals_block();
  note_stack(here);
  void *stack = mmap(NULL, ALTERNATE_BYTES, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return;
  here->alternate = stack;
  sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = ALTERNATE_BYTES}, NULL);
  pthread_mutex_lock(&records);
  here->previous = NULL;
  here->next = first;
  if (first != NULL) first->previous = here;
  first = here;
  pthread_mutex_unlock(&records);
}

void hillock_thread_end(void) {
  hillock_running *here = &hillock_here;
  if (here->alternate == NULL) return;
  pthread_mutex_lock(&records);
  if (here->previous != NULL) here->previous->next = here->next;
  if (here->next != NULL) here->next->previous = here->previous;
  if (first == here) first = here->next;
  pthread_mutex_unlock(&records);
  sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
  munmap(here->alternate, ALTERNATE_BYTES);
  here->alternate = NULL;
}

// What waits, and for which signals.
static struct {
  sigset_t set;
  void (*received)(int signal);
  _Atomic int thread;
} waiting;

// A thread that a plugin started, with signals unblocked, may be given one: it passes it on.
static void pass_on(int number) {
  int error = errno;
  int thread = atomic_load(&waiting.thread);
  if (thread != 0 && thread != syscall(SYS_gettid)) {
    syscall(SYS_tgkill, getpid(), thread, number);
  }
  errno = error;
}

static void *wait_for_signals(void *unused) {
  (void)unused;
  // Whatever else may come is taken here, too: stopping at a terminal, timers of other libraries.
  pthread_sigmask(SIG_SETMASK, &waiting.set, NULL);
  atomic_store(&waiting.thread, (int)syscall(SYS_gettid));
  for (;;) {
    int number = sigwaitinfo(&waiting.set, NULL);
    if (number > 0) waiting.received(number);
  }
  return NULL;
}

int hillock_signals_wait(void (*received)(int signal)) {
  waiting.received = received;
  sigemptyset(&waiting.set);
  const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  hillock_thread_begin();
  for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
    struct sigaction action;
    sigaction(numbers[k], NULL, &action);
    if (numbers[k] == SIGHUP && action.sa_handler == SIG_IGN) continue;
    sigaddset(&waiting.set, numbers[k]);
    action = (struct sigaction){.sa_handler = pass_on, .sa_flags = SA_ONSTACK | SA_RESTART};
    sigaction(numbers[k], &action, NULL);
  }
  pthread_t thread;
  int error = pthread_create(&thread, NULL, wait_for_signals, NULL);
  if (error == 0) pthread_detach(thread);
  return error;
}

bool hillock_is_stuck(int seconds, hillock_plugin **plugin, const char **function) {
  enum { MOST = 64 };
  static struct {
    hillock_running *record;
    uint64_t calls;
  } seen[MOST];
  size_t count = 0;
  pthread_mutex_lock(&records);
  for (hillock_running *record = first; record != NULL && count < MOST; record = record->next) {
    if (atomic_load(&record->plugin) == NULL) continue;
    seen[count].record = record;
    seen[count++].calls = atomic_load(&record->calls);
  }
  pthread_mutex_unlock(&records);
  if (count == 0) return false;
  struct timespec time = {.tv_sec = seconds};
  while (nanosleep(&time, &time) != 0 && errno == EINTR) {}
  bool is_stuck = false;
  pthread_mutex_lock(&records);
  for (hillock_running *record = first; record != NULL && !is_stuck; record = record->next) {
    for (size_t k = 0; k < count && !is_stuck; k++) {
      if (seen[k].record != record || atomic_load(&record->calls) != seen[k].calls) continue;
      *plugin = atomic_load(&record->plugin);
      *function = atomic_load(&record->function);
      is_stuck = *plugin != NULL;
    }
  }
  pthread_mutex_unlock(&records);
  return is_stuck;
}
