// A fork takes along the locks of threads that it does not take along. So calls that may hold one
// are readers of a lock whose writer is the fork.
#define _GNU_SOURCE
#include "forking.h"

#include <pthread.h>

static pthread_rwlock_t calls;
// How many calls this thread is in: a plugin that calls back while it is loaded would else wait for a
// fork that waits for it, and one that forks for its own call.
static _Thread_local int depth;

// Others than the usual one would let calls that never cease keep a fork waiting.
static void make(void) {
  pthread_rwlockattr_t kind;
  pthread_rwlockattr_init(&kind);
  pthread_rwlockattr_setkind_np(&kind, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  pthread_rwlock_init(&calls, &kind);
  pthread_rwlockattr_destroy(&kind);
}

static void before(void) {
  if (depth == 0) pthread_rwlock_wrlock(&calls);
}

static void in_parent(void) {
  if (depth == 0) pthread_rwlock_unlock(&calls);
}

// The child's thread has another number than the one that took it: it is made anew.
static void in_child(void) {
  make();
  if (depth > 0) pthread_rwlock_rdlock(&calls);
}

static void prepare(void) {
  make();
  pthread_atfork(before, in_parent, in_child);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

void hillock_forking_hold(void) {
  pthread_once(&once, prepare);
  if (depth++ == 0) pthread_rwlock_rdlock(&calls);
}

void hillock_forking_release(void) {
  if (--depth == 0) pthread_rwlock_unlock(&calls);
}
