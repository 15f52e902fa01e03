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

typedef enum {
  /// Loads the library at `text`; the reply's text lists what loading changed.
  PROBE_LOAD,
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
} probe_operation;

typedef enum {
  /// Call scalar functions without writing each element's index to the flight page first.
  PROBE_BULK = 1,
  /// Measure the stack that the call takes.
  PROBE_STACK = 2,
  /// Trap system calls and count allocations, from this call on.
  PROBE_PURE = 4,
} probe_flags;

typedef struct {
  uint64_t nonce;
  uint64_t sequence;
  uint32_t operation;
  uint32_t flags;
  /// The function: what it computes in, whether it returns its result, and its arguments.
  uint32_t type;
  uint32_t returns;
  uint32_t argument_count;
  int32_t training;
  uint32_t threads;
  uint32_t repeats;
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
  uint64_t stack_bytes;
  uint64_t system_calls;
  int64_t system_call;
  uint64_t allocations;
  uint64_t differences;
  uint64_t first_difference;
  /// Bytes of the library's static memory that a call changed.
  uint64_t static_bytes;
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
} probe_flight;

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
void probe_flight_clear(probe_flight *flight);

/// The text of a request, cut to fit; whether it fitted.
bool probe_set_text(probe_request *request, const char *text);
