// What the parts of the probe share.
#pragma once
#define _GNU_SOURCE
#include <stdatomic.h>
#include <ucontext.h>

#include "include/CProbe.h"

/// The floating-point environment that a call must leave alone: rounding, masks, flushing.
uint32_t probe_environment(void);
void probe_restore_environment(uint32_t environment);

/// What loading a library must leave alone.
typedef struct probe_snapshot probe_snapshot;
probe_snapshot *probe_snapshot_take(void);
void probe_snapshot_free(probe_snapshot *snapshot);
/// Appends to `text` what differs.
void probe_snapshot_compare(const probe_snapshot *before, const probe_snapshot *after, char *text,
                            size_t size);
uint64_t probe_printed(void);

/// The static memory of the library that a function belongs to, as it is now.
typedef struct probe_memory probe_memory;
probe_memory *probe_memory_take(const void *function);
/// How many bytes of it have changed since; frees the record.
uint64_t probe_memory_compare(probe_memory *memory);

/// Limits and filters for the whole process: nothing that it starts outlives it.
void probe_confine(void);
/// Of these: this process ends with the thread that started it, and leaves no core.
void probe_outlive_nothing(void);
/// Of these: this process starts no other and signals none; an attempt meets with `refusal`. Whether
/// the kernel agreed.
bool probe_forbid_processes(uint32_t refusal);
/// From now on every other system call is trapped and counted.
bool probe_forbid_system_calls(void);
extern _Atomic uint64_t probe_system_calls;
extern _Atomic int64_t probe_system_call;
/// Counts the calls of allocation functions by the libraries loaded since the process began.
void probe_count_allocations(void *handle);
extern _Atomic uint64_t probe_allocations;

/// A function and its arguments, ready to be called with any buffers.
typedef struct {
  const probe_request *request;
  void *function;
  /// The first element of each buffer.
  char *buffers[PROBE_SLOTS];
} probe_call;

/// One call: over arrays, or for element `index`.
bool probe_prepare(const probe_call *call);
void probe_invoke(const probe_call *call, size_t index);
/// All elements of a scalar function through the host's own calls.
bool probe_invoke_bulk(const probe_call *call);
/// The same, on a stack of its own; the bytes of it that were touched.
uint64_t probe_measure_stack(const probe_call *call);
/// From many threads; the number of elements that differ from the output's slot.
uint64_t probe_race(const probe_call *call, uint64_t *first);
/// Bytes of the library's static memory that a call changes.
uint64_t probe_static_writes(const probe_call *call);
/// Nanoseconds, best of several.
double probe_time(const probe_call *call);
double probe_time_libm(const probe_call *call);
double probe_time_product(const probe_call *call);
