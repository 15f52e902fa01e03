// The other side of the probe: starting one, asking it, and making sure that it ends.
#pragma once
#include "CProbe.h"

typedef struct {
  int pid;
  int requests, replies, file;
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

/// Starts `executable` with `argument` as a probe in a process group of its own. Returns 0 or errno.
int probe_start(probe_process *process, const char *executable, const char *argument);

/// Asks and waits; on every outcome but PROBE_ANSWERED the process is gone and reaped.
probe_outcome probe_ask(probe_process *process, probe_request *request, probe_reply *reply,
                        int milliseconds, int *wait_status);

/// Kills and reaps the process, if there still is one, and frees what belongs to it.
void probe_end(probe_process *process);
