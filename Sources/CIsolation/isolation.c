#define _GNU_SOURCE
#include "CIsolation.h"

#include <CProcess.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#else
#define RELAX() ((void)0)
#endif

// How often a waiting side looks before it sleeps: some ten microseconds.
enum { SPINS = 300 };

static const size_t ring_bytes =
    HILLOCK_RING_HEADER_BYTES + (size_t)HILLOCK_RING_BUFFERS * HILLOCK_RING_BUFFER_BYTES;
_Static_assert(sizeof(hillock_ring) <= HILLOCK_RING_HEADER_BYTES, "a ring fits before its buffers");

struct hillock_isolation {
  pid_t pid;
  uint32_t rings;
  char *memory;
  pthread_mutex_t reaping;
  _Atomic bool has_ended;
  int status;
  // The seconds of processor time that a call may take; 0 for as many as it likes.
  double patience;
  _Atomic bool was_given_up;
  // What must not be taken from shared memory: who has a ring, and how many calls were asked for.
  struct {
    _Atomic bool is_taken;
    uint32_t calls;
  } own[];
};

static uint32_t load(const uint32_t *number) { return __atomic_load_n(number, __ATOMIC_SEQ_CST); }

static void store(uint32_t *number, uint32_t value) {
  __atomic_store_n(number, value, __ATOMIC_SEQ_CST);
}

// Sleeps as long as the number is `value`, or `most`.
static void sleep_on(struct hillock_ring_word *word, uint32_t value, const struct timespec *most) {
  store(&word->has_sleeper, 1);
  if (load(&word->number) == value)
    syscall(SYS_futex, &word->number, FUTEX_WAIT, value, most, NULL, 0);
  store(&word->has_sleeper, 0);
}

// Tells the other side; a system call only where that sleeps.
static void tell(struct hillock_ring_word *word, uint32_t number) {
  store(&word->number, number);
  if (load(&word->has_sleeper))
    syscall(SYS_futex, &word->number, FUTEX_WAKE, 1, NULL, NULL, 0);
}

// Memory for the rings that neither side can take from under the other; its descriptor, or -1.
static int make_memory(size_t bytes) {
  int file = memfd_create("hillock-isolation", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return -1;
  if (ftruncate(file, (off_t)bytes) == 0 &&
      fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0) {
    // Beyond the number that the child has it on, so that it is not closed there.
    int far = fcntl(file, F_DUPFD_CLOEXEC, 100);
    close(file);
    return far;
  }
  int error = errno;
  close(file);
  errno = error;
  return -1;
}

static int spawn(pid_t *pid, const char *executable, char *const *arguments, int memory) {
  const int descriptors[] = {-1, STDERR_FILENO, STDERR_FILENO, memory};
  // Ctrl-C is the host's affair, and no terminal is the child's.
  return hillock_start(pid, executable, arguments, environ, descriptors,
                       HILLOCK_RING_DESCRIPTOR + 1, POSIX_SPAWN_SETSID);
}

hillock_isolation *hillock_isolation_start(const char *executable, char *const *arguments,
                                           uint32_t rings, double patience) {
  hillock_isolation *isolation = calloc(1, sizeof *isolation + rings * sizeof isolation->own[0]);
  if (isolation == NULL) return NULL;
  isolation->rings = rings;
  isolation->patience = patience;
  pthread_mutex_init(&isolation->reaping, NULL);
  int error = 0, file = make_memory(ring_bytes * rings);
  if (file >= 0) {
    isolation->memory =
        mmap(NULL, ring_bytes * rings, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    error = isolation->memory == MAP_FAILED ? errno
                                            : spawn(&isolation->pid, executable, arguments, file);
    if (error != 0 && isolation->memory != MAP_FAILED)
      munmap(isolation->memory, ring_bytes * rings);
    close(file);
  } else {
    error = errno;
  }
  if (error == 0) return isolation;
  free(isolation);
  errno = error;
  return NULL;
}

static hillock_ring *ring_at(const hillock_isolation *isolation, uint32_t index) {
  return (hillock_ring *)(isolation->memory + index * ring_bytes);
}

static uint32_t index_of(const hillock_isolation *isolation, const hillock_ring *ring) {
  return (uint32_t)((size_t)((const char *)ring - isolation->memory) / ring_bytes);
}

void *hillock_ring_buffer(hillock_ring *ring, hillock_ring_buffer_index buffer) {
  return (char *)ring + HILLOCK_RING_HEADER_BYTES + (size_t)buffer * HILLOCK_RING_BUFFER_BYTES;
}

hillock_ring *hillock_isolation_take(hillock_isolation *isolation) {
  for (;;) {
    for (uint32_t index = 0; index < isolation->rings; index++)
      if (!atomic_exchange(&isolation->own[index].is_taken, true))
        return ring_at(isolation, index);
    sched_yield();
  }
}

void hillock_isolation_give(hillock_isolation *isolation, hillock_ring *ring) {
  atomic_store(&isolation->own[index_of(isolation, ring)].is_taken, false);
}

static bool has_ended(hillock_isolation *isolation) {
  pthread_mutex_lock(&isolation->reaping);
  if (!atomic_load(&isolation->has_ended)) {
    int status = 0;
    pid_t reaped = waitpid(isolation->pid, &status, WNOHANG);
    // Where SIGCHLD is ignored the system reaps, and says no more than that.
    if (reaped == isolation->pid || (reaped < 0 && errno == ECHILD)) {
      isolation->status = reaped < 0 ? -1 : status;
      atomic_store(&isolation->has_ended, true);
    }
  }
  pthread_mutex_unlock(&isolation->reaping);
  return atomic_load(&isolation->has_ended);
}

void hillock_isolation_describe_end(const hillock_isolation *isolation, char *text, size_t size) {
  int status = isolation->status;
  if (atomic_load(&isolation->was_given_up)) {
    snprintf(text, size, "given up: no answer in %g s", isolation->patience);
  } else if (status == -1) {
    snprintf(text, size, "nobody knows how");
  } else if (WIFEXITED(status)) {
    snprintf(text, size, "exit status %d", WEXITSTATUS(status));
  } else {
    const char *name = sigabbrev_np(WTERMSIG(status));
    name == NULL ? snprintf(text, size, "signal %d", WTERMSIG(status))
                 : snprintf(text, size, "SIG%s", name);
  }
}

static double seconds_of(clockid_t clock) {
  struct timespec time = {0};
  return clock_gettime(clock, &time) == 0 ? (double)time.tv_sec + 1e-9 * (double)time.tv_nsec : 0;
}

// Ends a process whose call takes too long: by its own time, so that other work on the machine does
// not count; one that sleeps has ten times as long.
static void give_up_after_patience(hillock_isolation *isolation, double *own, double *all) {
  clockid_t clock;
  if (isolation->patience <= 0 || clock_getcpuclockid(isolation->pid, &clock) != 0) return;
  double own_now = seconds_of(clock), all_now = seconds_of(CLOCK_MONOTONIC);
  if (*all == 0) {
    *own = own_now;
    *all = all_now;
  }
  if (own_now - *own < isolation->patience && all_now - *all < 10 * isolation->patience) return;
  pthread_mutex_lock(&isolation->reaping);
  // One that was reaped may be another's number by now.
  if (!atomic_load(&isolation->has_ended)) {
    atomic_store(&isolation->was_given_up, true);
    kill(isolation->pid, SIGKILL);
  }
  pthread_mutex_unlock(&isolation->reaping);
}

bool hillock_isolation_ask(hillock_isolation *isolation, hillock_ring *ring) {
  if (atomic_load(&isolation->has_ended)) return false;
  uint32_t number = ++isolation->own[index_of(isolation, ring)].calls;
  tell(&ring->request, number);
  // Long enough for no call to be missed, short enough for an end to be met at once.
  const struct timespec moment = {.tv_nsec = 20000000};
  double own = 0, all = 0;
  for (int spins = 0;; spins++) {
    uint32_t reply = load(&ring->reply.number);
    if (reply == number) return true;
    if (spins < SPINS) {
      RELAX();
      continue;
    }
    sleep_on(&ring->reply, reply, &moment);
    if (load(&ring->reply.number) == number) continue;
    if (has_ended(isolation)) return false;
    give_up_after_patience(isolation, &own, &all);
  }
}

static void (*serve_call)(hillock_ring *ring);

static void *serve_ring(void *argument) {
  hillock_ring *ring = argument;
  uint32_t done = 0;
  for (int spins = 0;;) {
    uint32_t number = load(&ring->request.number);
    if (number == done) {
      if (++spins < SPINS) {
        RELAX();
      } else {
        sleep_on(&ring->request, number, NULL);
      }
      continue;
    }
    serve_call(ring);
    done = number;
    spins = 0;
    tell(&ring->reply, number);
  }
  return NULL;
}

void hillock_rings_serve(uint32_t rings, void (*serve)(hillock_ring *ring)) {
  serve_call = serve;
  char *memory = mmap(NULL, ring_bytes * rings, PROT_READ | PROT_WRITE, MAP_SHARED,
                      HILLOCK_RING_DESCRIPTOR, 0);
  if (memory == MAP_FAILED) return;
  for (uint32_t index = 1; index < rings; index++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve_ring, memory + index * ring_bytes) != 0) return;
  }
  serve_ring(memory);
}
