// Calls through libffi, straight from the prototype: n may be 0 and buffers may be one, which the
// host's calls spare a plugin. Bulk calls of scalar functions take the host's own way.
#include "probe.h"

#include <ffi.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static ffi_cif cif;
static ffi_type *types[PROBE_MAX_ARGUMENTS];

static size_t element(const probe_call *call) { return call->request->width; }

bool probe_prepare(const probe_call *call) {
  const probe_request *r = call->request;
  ffi_type *number = r->type == HILLOCK_FLOAT ? &ffi_type_float : &ffi_type_double;
  for (size_t k = 0; k < r->argument_count; k++) {
    switch (r->arguments[k].kind) {
      case HILLOCK_ELEMENT:
      case HILLOCK_VALUE: types[k] = number; break;
      case HILLOCK_SIZE: types[k] = sizeof(size_t) == 8 ? &ffi_type_uint64 : &ffi_type_uint32; break;
      case HILLOCK_TRAINING: types[k] = &ffi_type_sint; break;
      default: types[k] = &ffi_type_pointer;
    }
  }
  return ffi_prep_cif(&cif, FFI_DEFAULT_ABI, r->argument_count,
                      r->returns ? number : &ffi_type_void, types) == FFI_OK;
}

void probe_invoke(const probe_call *call, size_t index) {
  const probe_request *r = call->request;
  void *values[PROBE_MAX_ARGUMENTS];
  void *pointers[PROBE_MAX_ARGUMENTS];
  size_t n = r->n, width = element(call);
  size_t number = r->type == HILLOCK_FLOAT ? sizeof(float) : sizeof(double);
  int training = r->training;
  for (size_t k = 0; k < r->argument_count; k++) {
    const hillock_argument *argument = &r->arguments[k];
    // Only parameters have an offset.
    char *place = call->buffers[argument->buffer] + argument->offset * number;
    switch (argument->kind) {
      case HILLOCK_ELEMENT: values[k] = place + index * width; break;
      case HILLOCK_VALUE: values[k] = place; break;
      case HILLOCK_SIZE: values[k] = &n; break;
      case HILLOCK_TRAINING: values[k] = &training; break;
      default:
        pointers[k] = place;
        values[k] = &pointers[k];
    }
  }
  if (r->returns) {
    union {
      float f;
      double d;
      ffi_arg wide;
    } result;
    ffi_call(&cif, FFI_FN(call->function), &result, values);
    memcpy(call->buffers[HILLOCK_Y] + index * width, &result, width);
  } else {
    ffi_call(&cif, FFI_FN(call->function), NULL, values);
  }
}

bool probe_invoke_bulk(const probe_call *call) {
  const probe_request *r = call->request;
  hillock_signature signature = {
      .function = call->function, .type = r->type, .storage = r->type, .y_storage = r->type,
      .returns = true, .result = {HILLOCK_OUTPUT, HILLOCK_Y, 0, 0}, .arguments = r->arguments,
      .count = r->argument_count};
  hillock_call *prepared = hillock_call_create(&signature);
  if (prepared == NULL) return false;
  hillock_operands operands = {
      .x = call->buffers[HILLOCK_X], .y = call->buffers[HILLOCK_Y],
      .gate = call->buffers[HILLOCK_GATE], .u = call->buffers[HILLOCK_U],
      .dy = call->buffers[HILLOCK_DY], .parameters = call->buffers[HILLOCK_PARAMETERS],
      .rows = 1, .columns = r->n, .training = r->training};
  hillock_run_value(prepared, &operands);
  hillock_call_destroy(prepared);
  return true;
}

// The stack: what lies below it is filled before a call, and looked at afterwards.

enum { DEEP = 96 << 10, SHALLOW = 1 << 10, WORDS = 64 };
/// The lowest byte that was filled, as a number: it lies beyond any frame.
static uintptr_t floor_of_stack;

__attribute__((noinline)) static void fill_stack(size_t bytes, unsigned char poison) {
  char *area = __builtin_alloca(bytes);
  memset(area, poison, bytes);
  // That it is filled is to be seen, though no name leads there.
  __asm__ volatile("" : : "r"(area) : "memory");
  floor_of_stack = (uintptr_t)area;
}

/// How many of the filled bytes lie above the lowest that has changed since.
__attribute__((noinline)) static uint64_t touched_stack(size_t bytes, unsigned char poison) {
  const uint64_t *word = (const uint64_t *)floor_of_stack, clean = poison * 0x0101010101010101u;
  __asm__ volatile("" : "+r"(word) : : "memory");
  size_t count = bytes / sizeof *word, k = 0;
  for (uint64_t change = 0; k + WORDS <= count && change == 0; k += change == 0 ? WORDS : 0) {
    for (size_t i = 0; i < WORDS; i++) change |= word[k + i] ^ clean;
  }
  while (k < count && word[k] == clean) k++;
  return bytes - k * sizeof *word;
}

static void nothing(void) {}

uint64_t probe_invoke_poisoned(const probe_call *call, size_t index, bool deep) {
  unsigned char poison = (unsigned char)call->request->poison;
  size_t bytes = deep ? DEEP : SHALLOW;
  uint64_t own = 0;
  if (deep) {
    // What libffi and this file take themselves: the same call of a function that does nothing.
    probe_call idle = *call;
    char result[sizeof(double)];
    size_t width = element(call);
    char *place = call->buffers[HILLOCK_Y] + index * width;
    idle.function = (void *)nothing;
    if (call->request->returns) memcpy(result, place, width);
    fill_stack(bytes, poison);
    probe_invoke(&idle, index);
    own = touched_stack(bytes, poison);
    if (call->request->returns) memcpy(place, result, width);
  }
  fill_stack(bytes, poison);
  probe_invoke(call, index);
  if (!deep) return 0;
  uint64_t all = touched_stack(bytes, poison);
  return all > own ? all - own : 0;
}

// Threads: each computes into memory of its own and compares with the output that is there.

typedef struct {
  const probe_call *call;
  pthread_barrier_t *barrier;
  /// The element that it begins with: threads at the same element at once would not be told apart.
  size_t start;
  uint64_t differences, first;
} racer;

static bool is_output(const probe_call *call, size_t buffer) {
  const probe_request *r = call->request;
  if (r->returns) return buffer == HILLOCK_Y;
  for (size_t k = 0; k < r->argument_count; k++) {
    hillock_kind kind = r->arguments[k].kind;
    bool writes = kind == HILLOCK_OUTPUT || kind == HILLOCK_SUM || kind == HILLOCK_SUMS;
    if (writes && r->arguments[k].buffer == buffer) return true;
  }
  return false;
}

/// Gives a call outputs of its own; whether there was memory for all of them.
static bool own_outputs(probe_call *call, char *own[PROBE_SLOTS]) {
  bool complete = true;
  for (size_t k = 0; k < PROBE_SLOTS; k++) {
    own[k] = is_output(call, k) ? calloc(1, PROBE_SLOT_BYTES) : NULL;
    complete = complete && (own[k] != NULL || !is_output(call, k));
  }
  for (size_t k = 0; k < PROBE_SLOTS; k++) {
    if (own[k] != NULL) call->buffers[k] = own[k];
  }
  return complete;
}

static void *race(void *context) {
  racer *self = context;
  probe_call call = *self->call;
  const probe_request *r = call.request;
  size_t width = element(&call), bytes = r->n * width;
  const char *reference = call.buffers[r->output];
  char *own[PROBE_SLOTS];
  bool complete = own_outputs(&call, own);
  pthread_barrier_wait(self->barrier);
  for (uint32_t repeat = 0; complete && repeat < r->repeats; repeat++) {
    if (r->returns) {
      for (size_t i = 0; i < r->n; i++) probe_invoke(&call, (i + self->start) % r->n);
    } else {
      probe_invoke(&call, 0);
    }
    for (size_t i = 0; i < bytes; i += width) {
      if (memcmp(own[r->output] + i, reference + i, width) == 0) continue;
      if (self->differences++ == 0) self->first = i / width;
    }
  }
  for (size_t k = 0; k < PROBE_SLOTS; k++) free(own[k]);
  return NULL;
}

uint64_t probe_race(const probe_call *call, uint64_t *first) {
  enum { MOST = 64 };
  uint32_t count = call->request->threads < MOST ? call->request->threads : MOST;
  pthread_t threads[MOST];
  racer racers[MOST];
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, NULL, count);
  uint32_t started = 0;
  for (; started < count; started++) {
    racers[started] = (racer){call, &barrier, started * call->request->n / count, 0, 0};
    if (pthread_create(&threads[started], NULL, race, &racers[started]) != 0) abort();
  }
  uint64_t differences = 0;
  for (uint32_t k = 0; k < started; k++) {
    pthread_join(threads[k], NULL);
    if (differences == 0) *first = racers[k].first;
    differences += racers[k].differences;
  }
  pthread_barrier_destroy(&barrier);
  return differences;
}

// Time.

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

double probe_time(const probe_call *call) {
  double best = INFINITY;
  for (uint32_t repeat = 0; repeat < call->request->repeats; repeat++) {
    double start = now();
    if (call->request->returns) {
      if (!probe_invoke_bulk(call)) return INFINITY;
    } else {
      probe_invoke(call, 0);
    }
    double taken = now() - start;
    if (taken < best) best = taken;
  }
  return best;
}

// A plain loop over the elements of x, best of the repeats: what is slow in it is the machine's.
#define TIME_LOOP_(name, type, expression)                                         \
  static double name(const probe_call *call) {                                     \
    const type *in = (const type *)call->buffers[HILLOCK_X];                       \
    type *y = (type *)call->buffers[HILLOCK_Y];                                    \
    double best = INFINITY;                                                        \
    for (uint32_t repeat = 0; repeat < call->request->repeats; repeat++) {         \
      double start = now();                                                        \
      for (size_t i = 0; i < call->request->n; i++) {                              \
        type x = in[i];                                                            \
        y[i] = expression;                                                         \
      }                                                                            \
      double taken = now() - start;                                                \
      if (taken < best) best = taken;                                              \
    }                                                                              \
    return best;                                                                   \
  }

TIME_LOOP_(time_exp_float, float, expf(x))
TIME_LOOP_(time_exp_double, double, exp(x))
TIME_LOOP_(time_product_float, float, x * 0.75f)
TIME_LOOP_(time_product_double, double, x * 0.75)

double probe_time_libm(const probe_call *call) {
  return call->request->type == HILLOCK_FLOAT ? time_exp_float(call) : time_exp_double(call);
}

double probe_time_product(const probe_call *call) {
  return call->request->type == HILLOCK_FLOAT ? time_product_float(call)
                                              : time_product_double(call);
}
