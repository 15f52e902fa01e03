// A plugin in a process of its own: calls go through rings in memory that both processes share, and
// come back in less than a microsecond where both have a core.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  // The buffers of a call: x, y, gate, u, dy, dx, dgate, parameters, gradients.
  HILLOCK_RING_BUFFERS = 9,
  HILLOCK_RING_BUFFER_BYTES = 1 << 20,
  HILLOCK_RING_ELEMENTS = HILLOCK_RING_BUFFER_BYTES / 8,
  HILLOCK_RING_HEADER_BYTES = 4096,
  HILLOCK_RING_TEXT = 2048,
  // The descriptor on which the child has the memory.
  HILLOCK_RING_DESCRIPTOR = 3,
};

typedef enum {
  HILLOCK_RING_X,
  HILLOCK_RING_Y,
  HILLOCK_RING_GATE,
  HILLOCK_RING_U,
  HILLOCK_RING_DY,
  HILLOCK_RING_DX,
  HILLOCK_RING_DGATE,
  HILLOCK_RING_PARAMETERS,
  HILLOCK_RING_GRADIENTS,
} hillock_ring_buffer_index;

typedef enum {
  // Makes kernels for the layout that `text` describes; `kernel` is their number from then on.
  HILLOCK_RING_PREPARE,
  HILLOCK_RING_VALUE,
  HILLOCK_RING_DERIVATIVE,
  HILLOCK_RING_GRADIENT,
} hillock_ring_operation;

// One call at a time. What the child writes here is numbers to the host, and never trusted as more.
typedef struct {
  // Each in a cache line of its own, read and written as atomics: the number of the call that is
  // asked for, and of the one that is done; and whether somebody sleeps until it changes.
  struct hillock_ring_word {
    uint32_t number, has_sleeper, line[14];
  } request, reply;
  uint32_t operation, kernel, is_double, is_training, succeeded;
  // A bit for each buffer that there is, and what the gradient reads.
  uint32_t present, gradient_inputs, has_derivative;
  uint64_t rows, columns;
  char text[HILLOCK_RING_TEXT];
} hillock_ring;

// The host's side. The child sees none of this.
typedef struct hillock_isolation hillock_isolation;

// Starts `executable` with `arguments`, which end with NULL, and memory for `rings` calls at a time.
// It has a session of its own, standard error twice, and nothing else open. A call that takes more
// than `patience` seconds of its processor time ends it; 0 for none. NULL with errno where it cannot
// be started. Never freed, as a library is never unloaded.
hillock_isolation *hillock_isolation_start(const char *executable, char *const *arguments,
                                           uint32_t rings, double patience);

// A ring that no other thread has; waits for one.
hillock_ring *hillock_isolation_take(hillock_isolation *isolation);
void hillock_isolation_give(hillock_isolation *isolation, hillock_ring *ring);

// One of a ring's buffers.
void *hillock_ring_buffer(hillock_ring *ring, hillock_ring_buffer_index buffer);

// Asks, and waits for the answer; false where the process has ended.
bool hillock_isolation_ask(hillock_isolation *isolation, hillock_ring *ring);

// How the process ended, once it has: `SIGSEGV`, or `exit status 1`.
void hillock_isolation_describe_end(const hillock_isolation *isolation, char *text, size_t size);

// The child's side: serves every ring, each on a thread of its own, until the host is gone. Returns
// only where there is no such memory.
void hillock_rings_serve(uint32_t rings, void (*serve)(hillock_ring *ring));
