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

/// Makes the process look like one that trains.
void probe_disguise(void);

/// Limits and filters for the whole process: nothing that it starts outlives it.
void probe_confine(void);
/// Of these: this process ends with the thread that started it, and leaves no core.
void probe_outlive_nothing(void);
/// Of these: this process starts no other and signals none; an attempt meets with `refusal`. Whether
/// the kernel agreed.
bool probe_forbid_processes(uint32_t refusal);
/// From now on every system call but the probe's own is refused and counted.
bool probe_forbid_system_calls(void);
extern _Atomic uint64_t probe_system_calls;
/// The page that outlives this process.
extern probe_flight *probe_flight_page;

/// Watches a library from now on: its calls of the watched functions, its static memory, and its
/// memory of this thread.
void probe_watch(void *library);
/// How many calls of watched functions there were; which was called first, one more than its place.
uint64_t probe_watched_calls(void);
size_t probe_first_watched_call(void);
/// How many bytes have changed since the last time that this was asked.
uint64_t probe_static_changes(void);
uint64_t probe_thread_changes(void);

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
/// The same, over a stack that is filled with the request's poison; the bytes that were touched. All
/// of what is measured is filled where `deep`, else what a small function may take.
uint64_t probe_invoke_poisoned(const probe_call *call, size_t index, bool deep);
/// Takes a place for vast arrays, before memory is limited.
void probe_vast_reserve(void);
/// One call over vast arrays; whether they could be had, and how many outputs it left unwritten at
/// their end.
bool probe_vast(probe_call *call, uint64_t *unwritten);
/// From many threads; the number of elements that differ from the output's slot.
uint64_t probe_race(const probe_call *call, uint64_t *first);
/// Nanoseconds, best of several.
double probe_time(const probe_call *call);
double probe_time_libm(const probe_call *call);
double probe_time_product(const probe_call *call);
