// MPI, opened at run time: the few functions that move bytes between the processes of one run. No
// program that links this needs an MPI to be installed, and either may be: what the standard leaves
// open, whether a handle is a pointer (Open MPI) or an integer (MPICH), is settled here.
//
// Called from the thread that called hillock_mpi_begin only. Every symbol begins with hillock_.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// Which implementation.
typedef enum {
  HILLOCK_OPEN_MPI,
  HILLOCK_MPICH,
  HILLOCK_MPI_COUNT,
} hillock_mpi_kind;

// A message under way: a handle of either kind.
typedef union {
  void *pointer;
  int integer;
} hillock_mpi_request;

// `libmpi.so.40`: what is opened for a kind.
const char *hillock_mpi_library(hillock_mpi_kind kind);

// Opens the library and finds every function. NULL, or the reason why not.
const char *hillock_mpi_open(hillock_mpi_kind kind);

// Begins, asks which process this is of how many, and has errors returned. NULL, or the reason why
// not. Once in a process.
const char *hillock_mpi_begin(int *rank, int *size);

// `Open MPI v4.1.4, …`: what the library says of itself, in one line.
void hillock_mpi_version(char *text, size_t size);

// Sends, or receives, exactly `count` bytes, of which there may be INT_MAX at most; done when
// hillock_mpi_test says so. NULL, or the reason why not.
const char *hillock_mpi_send(const void *bytes, size_t count, int rank, hillock_mpi_request *made);
const char *hillock_mpi_receive(void *bytes, size_t count, int rank, hillock_mpi_request *made);

// Whether a message has come, or gone: then the request is spent. Gives the library time to work.
const char *hillock_mpi_test(hillock_mpi_request *request, bool *is_done);

// Ends; every process has to. Waits for the others.
void hillock_mpi_end(void);

// Ends all processes of the run, this one with `status`.
_Noreturn void hillock_mpi_abort(int status);

// Makes memory that other processes of this machine and user can open, and puts its descriptor into
// `file`. NULL where there is not so much.
void *hillock_shared_make(size_t bytes, int *file);

// Opens what another process has made; NULL where it cannot be seen from here, or is none such.
void *hillock_shared_open(int process, int file, size_t bytes);

// Gives it back; it is gone with the last process that has it.
void hillock_shared_release(void *memory, size_t bytes);

// Lists the cores that this process may use, `most` at most, and answers how many there are. The
// launchers of some MPIs leave a process one.
size_t hillock_cores(int *list, size_t most);

// What is used of the standard's constants, for a test that compares them with an MPI's own header.
typedef struct {
  const char *name;
  long value;
} hillock_mpi_constant;

// Writes them, `most` at most, and answers how many there are.
size_t hillock_mpi_constants(hillock_mpi_kind kind, hillock_mpi_constant *list, size_t most);
