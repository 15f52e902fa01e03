// The other side of the probe: starting one, asking it, and making sure that it ends.
#pragma once
#include "CProbe.h"

typedef struct {
  int pid;
  int requests, replies, file;
  /// What the process prints.
  int printed;
  /// The flight page; the slots follow it.
  char *memory;
  uint64_t nonce, sequence;
} probe_process;

typedef enum {
  PROBE_ANSWERED,
  /// No answer in time; the process has been killed.
  PROBE_TIMED_OUT,
  /// The process ended; `wait_status` says how.
  PROBE_ENDED,
  /// It wrote something that is no answer, and has been killed.
  PROBE_GARBLED,
  /// The system refused what the tool needs.
  PROBE_TROUBLE,
} probe_outcome;

/// Starts `executable` as a probe in a process group of its own. Returns 0 or errno.
///
/// Its command line, environment and name are those of a training: a plugin is not to know that it
/// is examined.
int probe_start(probe_process *process, const char *executable);

/// Asks and waits; on every outcome but PROBE_ANSWERED the process is gone and reaped.
probe_outcome probe_ask(probe_process *process, probe_request *request, probe_reply *reply,
                        int milliseconds, int *wait_status);

/// The end of what the process has printed, a NUL after it; how many bytes that is.
size_t probe_printed_text(const probe_process *process, char *text, size_t size);

/// Kills and reaps the process, if there still is one, and frees what belongs to it.
void probe_end(probe_process *process);
