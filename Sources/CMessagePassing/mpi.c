#define _GNU_SOURCE
#include "CMessagePassing.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The same in both, as the test against their headers makes sure.
enum { THREAD_FUNNELED = 1, SUCCESS = 0, MAX_ERROR_STRING = 512, MAX_LIBRARY_VERSION_STRING = 8192 };
// Only messages of ours are under way, in the order in which they were sent.
enum { TAG = 21 };

// What is one of the standard's opaque handles: an address of the library's in Open MPI, a number
// in MPICH.
typedef struct {
  const char *symbol;
  int number;
} handle;

// One implementation.
typedef struct {
  const char *library;
  handle world, byte, errors_return;
  // MPI_STATUS_IGNORE
  uintptr_t no_status;
} implementation;

static const implementation implementations[HILLOCK_MPI_COUNT] = {
    [HILLOCK_OPEN_MPI] =
        {
            .library = "libmpi.so.40",
            .world = {.symbol = "ompi_mpi_comm_world"},
            .byte = {.symbol = "ompi_mpi_byte"},
            .errors_return = {.symbol = "ompi_mpi_errors_return"},
            .no_status = 0,
        },
    [HILLOCK_MPICH] =
        {
            .library = "libmpich.so.12",
            .world = {.number = 0x44000000},
            .byte = {.number = 0x4c00010d},
            .errors_return = {.number = 0x54000001},
            .no_status = 1,
        },
};

// What takes no handle has one type in both; what does has two, told apart by the handles' own.
static struct {
  hillock_mpi_kind kind;
  void *world, *byte, *errors_return;
  int (*init_thread)(int *, char ***, int, int *);
  int (*finalize)(void);
  int (*error_string)(int, char *, int *);
  int (*get_library_version)(char *, int *);
  void *comm_rank, *comm_size, *comm_set_errhandler, *isend, *irecv, *test, *abort;
} mpi;

static char reason[1024];

const char *hillock_mpi_library(hillock_mpi_kind kind) { return implementations[kind].library; }

size_t hillock_mpi_constants(hillock_mpi_kind kind, hillock_mpi_constant *list, size_t most) {
  const implementation *chosen = &implementations[kind];
  const hillock_mpi_constant all[] = {
      {"MPI_SUCCESS", SUCCESS},
      {"MPI_THREAD_FUNNELED", THREAD_FUNNELED},
      {"MPI_STATUS_IGNORE", (long)chosen->no_status},
      // Numbers in one of them only: the other's are found by their symbols.
      {"MPI_COMM_WORLD", chosen->world.number},
      {"MPI_BYTE", chosen->byte.number},
      {"MPI_ERRORS_RETURN", chosen->errors_return.number},
  };
  size_t count = chosen->world.symbol ? 3 : sizeof all / sizeof *all;
  for (size_t k = 0; k < count && k < most; k++) list[k] = all[k];
  return count;
}

const char *hillock_mpi_open(hillock_mpi_kind kind) {
  const implementation *chosen = &implementations[kind];
  void *library = dlopen(chosen->library, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(reason, sizeof reason, "%s", dlerror());
    return reason;
  }
  mpi.kind = kind;
  const struct {
    const char *name;
    void **place;
  } symbols[] = {
      {"MPI_Init_thread", (void **)&mpi.init_thread},
      {"MPI_Finalize", (void **)&mpi.finalize},
      {"MPI_Error_string", (void **)&mpi.error_string},
      {"MPI_Get_library_version", (void **)&mpi.get_library_version},
      {"MPI_Comm_rank", &mpi.comm_rank},
      {"MPI_Comm_size", &mpi.comm_size},
      {"MPI_Comm_set_errhandler", &mpi.comm_set_errhandler},
      {"MPI_Isend", &mpi.isend},
      {"MPI_Irecv", &mpi.irecv},
      {"MPI_Test", &mpi.test},
      {"MPI_Abort", &mpi.abort},
      {chosen->world.symbol, &mpi.world},
      {chosen->byte.symbol, &mpi.byte},
      {chosen->errors_return.symbol, &mpi.errors_return},
  };
  for (size_t k = 0; k < sizeof symbols / sizeof *symbols; k++) {
    if (!symbols[k].name) continue;
    *symbols[k].place = dlsym(library, symbols[k].name);
    if (*symbols[k].place) continue;
    snprintf(reason, sizeof reason, "%s has no %s", chosen->library, symbols[k].name);
    return reason;
  }
  return NULL;
}

static const char *explain(int code) {
  if (code == SUCCESS) return NULL;
  char text[MAX_ERROR_STRING + 1] = "unknown error";
  int length = 0;
  mpi.error_string(code, text, &length);
  snprintf(reason, sizeof reason, "%s", text);
  for (char *c = reason; *c; c++)
    if (*c == '\n') *c = ' ';
  return reason;
}

// Calls a function whose handles are those of the implementation that was opened: P are the
// parameters' types with pointers as handles, I with integers; A and B the arguments.
#define CALL(function, P, A, I, B)                                            \
  (mpi.kind == HILLOCK_OPEN_MPI ? ((int(*) P)mpi.function)A : ((int(*) I)mpi.function)B)

const char *hillock_mpi_begin(int *rank, int *size) {
  int provided = 0;
  const implementation *chosen = &implementations[mpi.kind];
  int error = mpi.init_thread(NULL, NULL, THREAD_FUNNELED, &provided);
  if (error == SUCCESS)
    error = CALL(comm_set_errhandler, (void *, void *), (mpi.world, mpi.errors_return), (int, int),
                 (chosen->world.number, chosen->errors_return.number));
  if (error == SUCCESS)
    error = CALL(comm_rank, (void *, int *), (mpi.world, rank), (int, int *),
                 (chosen->world.number, rank));
  if (error == SUCCESS)
    error = CALL(comm_size, (void *, int *), (mpi.world, size), (int, int *),
                 (chosen->world.number, size));
  if (error != SUCCESS) return explain(error);
  return provided >= THREAD_FUNNELED ? NULL : "the library does not allow other threads";
}

void hillock_mpi_version(char *text, size_t size) {
  static char whole[MAX_LIBRARY_VERSION_STRING + 1];
  int length = 0;
  mpi.get_library_version(whole, &length);
  whole[strcspn(whole, "\n")] = 0;
  snprintf(text, size, "%s", whole);
}

const char *hillock_mpi_send(const void *bytes, size_t count, int rank, hillock_mpi_request *made) {
  const implementation *chosen = &implementations[mpi.kind];
  return explain(CALL(isend, (const void *, int, void *, int, int, void *, void **),
                      (bytes, (int)count, mpi.byte, rank, TAG, mpi.world, &made->pointer),
                      (const void *, int, int, int, int, int, int *),
                      (bytes, (int)count, chosen->byte.number, rank, TAG, chosen->world.number,
                       &made->integer)));
}

const char *hillock_mpi_receive(void *bytes, size_t count, int rank, hillock_mpi_request *made) {
  const implementation *chosen = &implementations[mpi.kind];
  return explain(CALL(irecv, (void *, int, void *, int, int, void *, void **),
                      (bytes, (int)count, mpi.byte, rank, TAG, mpi.world, &made->pointer),
                      (void *, int, int, int, int, int, int *),
                      (bytes, (int)count, chosen->byte.number, rank, TAG, chosen->world.number,
                       &made->integer)));
}

const char *hillock_mpi_test(hillock_mpi_request *request, bool *is_done) {
  int done = 0;
  void *no_status = (void *)implementations[mpi.kind].no_status;
  int error = CALL(test, (void **, int *, void *), (&request->pointer, &done, no_status),
                   (int *, int *, void *), (&request->integer, &done, no_status));
  *is_done = done;
  return explain(error);
}

void hillock_mpi_end(void) { mpi.finalize(); }

_Noreturn void hillock_mpi_abort(int status) {
  CALL(abort, (void *, int), (mpi.world, status), (int, int),
       (implementations[mpi.kind].world.number, status));
  abort();
}
