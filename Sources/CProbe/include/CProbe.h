// The process in which plugins run while they are checked.
//
// In C because it lives beside code that may do anything: it takes requests from one pipe, makes
// the calls that they describe over shared buffers, says on another pipe what it saw, and judges
// nothing. The verdict is made in the process that started it, which never loads a plugin.
#pragma once
#include <CPluginCalls.h>
#include <stdint.h>

// Descriptors that the child is started with, beside 0 (null), 1 and 2 (what a plugin prints).
#define PROBE_REQUESTS 3
#define PROBE_REPLIES 4
#define PROBE_BUFFERS 5

// One slot of the shared file for each buffer of a call.
#define PROBE_SLOTS 9
#define PROBE_SLOT_BYTES ((size_t)2 << 20)
// The page of `probe_flight` precedes the slots.
#define PROBE_PAGE 4096
#define PROBE_FILE_BYTES (PROBE_PAGE + PROBE_SLOTS * PROBE_SLOT_BYTES)
#define PROBE_MAX_ARGUMENTS HILLOCK_MAX_ARGUMENTS
#define PROBE_TEXT 1024
/// To 32 bits, with a sign or without, a number like any other: 64.
#define PROBE_VAST_ELEMENTS (((uint64_t)1 << 32) + 64)
/// What the environment of a probe begins with, until it has started.
#define PROBE_BLAS_THREADS "OPENBLAS_NUM_THREADS="
#define PROBE_OMP_THREADS "OMP_NUM_THREADS="
/// What the flight page ends with in a process that is to be a probe.
#define PROBE_MARK 0x6b636f6c6c6968u

typedef enum {
  /// Loads the library at `text`; the reply's text lists what loading changed.
  PROBE_LOAD,
  /// Unloads the library; the reply's text says what that printed.
  PROBE_UNLOAD,
  /// From now on refuses every system call that is not the probe's own, and watches what calls do
  /// beside computing.
  PROBE_SEAL,
  /// Finds the symbol `text`; later calls are to it.
  PROBE_BIND,
  /// Calls it: once over arrays, or for each of n elements.
  PROBE_CALL,
  /// Calls it from several threads at once, and counts results that differ from the output slot.
  PROBE_THREADS,
  /// Times it, best of `repeats`.
  PROBE_TIME,
  /// Times libm's exponential over the same elements.
  PROBE_TIME_LIBM,
  /// Times one multiplication of each of the same elements.
  PROBE_TIME_PRODUCT,
  /// Calls it once over arrays of PROBE_VAST_ELEMENTS zeros, and counts outputs whose last element it
  /// has left unwritten. One that does not is at work for seconds.
  PROBE_VAST,
} probe_operation;

typedef enum {
  /// Call scalar functions without writing each element's index to the flight page first.
  PROBE_BULK = 1,
} probe_flags;

typedef struct {
  uint64_t nonce;
  uint64_t sequence;
  uint32_t operation;
  uint32_t flags;
  /// The function: what it computes in, whether it returns its result, and its arguments.
  uint32_t type;
  /// The bytes of an array's element: the type's, or 2 where the arrays hold halves.
  uint32_t width;
  uint32_t returns;
  uint32_t argument_count;
  int32_t training;
  uint32_t threads;
  uint32_t repeats;
  /// The byte that fills the stack below each call: what a function reads there unwritten.
  uint32_t poison;
  uint64_t n;
  /// Which slot each buffer lies in, and where in it, in bytes.
  uint32_t slot[PROBE_SLOTS];
  uint32_t output;
  uint64_t offset[PROBE_SLOTS];
  hillock_argument arguments[PROBE_MAX_ARGUMENTS];
  char text[PROBE_TEXT];
} probe_request;

typedef struct {
  uint64_t nonce;
  uint64_t sequence;
  /// Whether the operation could be carried out; else `text` says why not.
  uint32_t ok;
  /// What the call changed of the floating-point environment: the bits, before and after.
  uint32_t environment_before, environment_after;
  /// The first element whose call changed it.
  uint64_t environment_index;
  /// The most stack that a call took.
  uint64_t stack_bytes;
  /// System calls that were refused, and the first element whose call made one.
  uint64_t system_calls;
  uint64_t system_call_index;
  /// Calls of library functions that keep no promise of ours: which was first called, one more than
  /// its place among the watched (0: none was), and in which element.
  uint64_t library_calls;
  uint64_t library_call;
  uint64_t library_call_index;
  uint64_t differences;
  uint64_t first_difference;
  /// Bytes of the library's static memory, and of its memory of this thread, that have changed since
  /// the last reply.
  uint64_t static_bytes;
  uint64_t thread_bytes;
  /// Bytes that were printed since the process began.
  uint64_t printed;
  double nanoseconds;
  char text[PROBE_TEXT];
} probe_reply;

/// Written before each call, for whoever finds the process dead.
typedef struct {
  /// The element that is being computed.
  _Atomic uint64_t index;
  /// The signal, and the address that it was about, from the signal's handler.
  _Atomic uint64_t signal;
  _Atomic uint64_t address;
  /// The first system call that was refused since the library was loaded, one more than its number;
  /// 0 while there was none.
  _Atomic uint64_t system_call;
  /// What was written to the standard outputs after the calls to that were refused.
  char said[PROBE_TEXT];
} probe_flight;

/// Whether this process was started to be a probe: it was given a file that says so.
bool probe_is_wanted(void);

/// Serves requests until the pipe closes; never returns.
_Noreturn void probe_serve(void);

/// From here on this process starts no other and signals none, changes no file and no limit, reaches no
/// network, and ends with the thread of the process `host` that started it. Whether the kernel agreed.
bool probe_confine_isolated(int host);

/// Where `probe_serve` maps slot k: known to the other side, so that it can tell what a faulting
/// address means.
uint64_t probe_slot_address(uint32_t slot);

/// Reads and writes of the flight page, which is shared with a process that may write at any time.
uint64_t probe_flight_index(const probe_flight *flight);
uint64_t probe_flight_signal(const probe_flight *flight);
uint64_t probe_flight_address(const probe_flight *flight);
uint64_t probe_flight_system_call(const probe_flight *flight);
void probe_flight_clear(probe_flight *flight);

/// The library functions whose calls are counted: they end runs' being the same. The place of one
/// among them, SIZE_MAX where it is none.
size_t probe_watched_place(const char *name);
/// The name at a place; its length, 0 beyond the last.
size_t probe_watched_name(size_t place, char *name, size_t size);
/// What the one at a place does, beginning with a verb; NULL beyond the last.
const char *probe_watched_effect(size_t place);

/// A system call's name; NULL where it is not one of the usual.
const char *probe_system_call_name(uint64_t number);

/// The text of a request, cut to fit; whether it fitted.
bool probe_set_text(probe_request *request, const char *text);
