// Threads that share out the tasks of one job after another.
#pragma once

#include <stddef.h>

typedef struct hillock_pool hillock_pool;

// A pool whose jobs run on the calling thread and `threads - 1` others, or as many as could be
// started. NULL where memory is out.
hillock_pool *hillock_pool_create(size_t threads);

// Ends the threads and frees the pool. No job may be running.
void hillock_pool_destroy(hillock_pool *pool);

// The calling thread and the others.
size_t hillock_pool_threads(const hillock_pool *pool);

// Runs task(context, i, worker) once for each i below `tasks`, in no particular order, and returns
// when all are done. `worker`, below hillock_pool_threads, tells apart those that run at the same
// time. Where the pool is busy with another thread's job, the calling thread does all of its own.
void hillock_pool_run(hillock_pool *pool, size_t tasks,
                      void (*task)(void *context, size_t index, size_t worker), void *context);
