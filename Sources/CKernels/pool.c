#include "hillock_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "hillock_clock.h"
#include "hillock_signals.h"

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ volatile("yield")
#else
#define RELAX() ((void)0)
#endif

// How long a thread without work looks for more before it sleeps: longer than the pause between two
// layers of a network, shorter than anyone else on the machine would notice.
static const int64_t spin_nanoseconds = 50000;

struct hillock_pool {
  // High half: which job; low half: how many of its tasks nobody has taken yet. Taking one is a
  // compare and swap on both, so a late thread cannot take a task of a job that is over.
  _Alignas(64) _Atomic uint64_t ticket;
  _Alignas(64) _Atomic size_t done;
  // Written before the ticket is published, and read only by a thread that has taken a task: the
  // job cannot end, nor another begin, before that task is done.
  void (*task)(void *context, size_t index, size_t worker);
  void *context;

  _Alignas(64) pthread_mutex_t owner;
  pthread_mutex_t sleep;
  pthread_cond_t wake;
  _Atomic int sleepers;
  _Atomic bool stopping;
  size_t started;
  struct worker {
    hillock_pool *pool;
    size_t number;
    pthread_t thread;
  } workers[];
};

// Runs tasks of the present job until none is left to take.
static void work(hillock_pool *pool, size_t worker) {
  uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  while ((uint32_t)ticket) {
    if (!atomic_compare_exchange_weak_explicit(&pool->ticket, &ticket, ticket - 1,
                                               memory_order_acquire, memory_order_acquire))
      continue;
    pool->task(pool->context, (uint32_t)ticket - 1, worker);
    atomic_fetch_add_explicit(&pool->done, 1, memory_order_release);
    ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  }
}

static bool has_work(hillock_pool *pool) {
  return (uint32_t)atomic_load(&pool->ticket) || atomic_load(&pool->stopping);
}

static void *work_until_stopped(void *argument) {
  struct worker *self = argument;
  hillock_pool *pool = self->pool;
  hillock_thread_begin();
  while (!atomic_load(&pool->stopping)) {
    work(pool, self->number);
    int64_t end = hillock_nanoseconds() + spin_nanoseconds;
    while (!has_work(pool) && hillock_nanoseconds() < end)
      for (int i = 0; i < 32 && !has_work(pool); i++) RELAX();
    if (has_work(pool)) continue;
    pthread_mutex_lock(&pool->sleep);
    // In this order, and the other way round in hillock_pool_run, so that one sees the other.
    atomic_fetch_add(&pool->sleepers, 1);
    while (!has_work(pool)) pthread_cond_wait(&pool->wake, &pool->sleep);
    atomic_fetch_sub(&pool->sleepers, 1);
    pthread_mutex_unlock(&pool->sleep);
  }
  hillock_thread_end();
  return NULL;
}

hillock_pool *hillock_pool_create(size_t threads) {
  size_t others = threads > 1 ? threads - 1 : 0;
  size_t size = sizeof(hillock_pool) + others * sizeof(struct worker);
  hillock_pool *pool = aligned_alloc(64, (size + 63) / 64 * 64);
  if (!pool) return NULL;
  *pool = (hillock_pool){.started = 0};
  pthread_mutex_init(&pool->owner, NULL);
  pthread_mutex_init(&pool->sleep, NULL);
  pthread_cond_init(&pool->wake, NULL);
  // Threads inherit the mask: none ever runs with signals unblocked, not even at its beginning.
  bool holds = hillock_signals_block();
  for (; pool->started < others; pool->started++) {
    struct worker *worker = &pool->workers[pool->started];
    worker->pool = pool;
    worker->number = pool->started + 1;
    if (pthread_create(&worker->thread, NULL, work_until_stopped, worker)) break;
  }
  hillock_signals_release(holds);
  return pool;
}

static void wake_all(hillock_pool *pool) {
  if (!atomic_load(&pool->sleepers)) return;
  pthread_mutex_lock(&pool->sleep);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->sleep);
}

void hillock_pool_destroy(hillock_pool *pool) {
  atomic_store(&pool->stopping, true);
  wake_all(pool);
  for (size_t i = 0; i < pool->started; i++) pthread_join(pool->workers[i].thread, NULL);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->sleep);
  pthread_mutex_destroy(&pool->owner);
  free(pool);
}

size_t hillock_pool_threads(const hillock_pool *pool) { return pool->started + 1; }

void hillock_pool_run(hillock_pool *pool, size_t tasks,
                      void (*task)(void *context, size_t index, size_t worker), void *context) {
  if (tasks <= 1 || tasks > UINT32_MAX || !pool->started || pthread_mutex_trylock(&pool->owner)) {
    for (size_t i = 0; i < tasks; i++) task(context, i, 0);
    return;
  }
  pool->task = task;
  pool->context = context;
  atomic_store_explicit(&pool->done, 0, memory_order_relaxed);
  uint64_t job = (atomic_load_explicit(&pool->ticket, memory_order_relaxed) >> 32) + 1;
  atomic_store(&pool->ticket, job << 32 | tasks);
  wake_all(pool);
  work(pool, 0);
  // A thread that was put aside in the midst of its task may need this one's core.
  for (int spins = 0; atomic_load_explicit(&pool->done, memory_order_acquire) != tasks; spins++)
    spins < 10000 ? RELAX() : (void)sched_yield();
  pthread_mutex_unlock(&pool->owner);
}
