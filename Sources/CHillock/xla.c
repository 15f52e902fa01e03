// Activations as custom calls of XLA, which is how JAX reaches them.
//
// XLA calls `hillock_xla_value` and the others through its foreign function interface, of which this
// states the few structures that it reads. Each begins with its size as the caller knows it, which
// is checked before a field is touched: the interface is 0.x and grows at its structures' ends.
//
// A compiled program may outlive the process in JAX's cache. So it names an activation by a text,
// which is looked up among those that this process has opened, and never by an address.
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hillock.h"

typedef struct extension {
  size_t size;
  int type;
  struct extension *next;
} extension;

typedef struct {
  size_t size;
  extension *extensions;
  int major, minor;
} version;

// What XLA asks for once, by way of an extension, when a handler is registered.
typedef struct {
  size_t size;
  version interface;
} metadata;

typedef struct {
  extension base;
  metadata *metadata;
} metadata_extension;

typedef struct {
  size_t size;
  extension *extensions;
  int type;
  void *data;
  int64_t rank;
  int64_t *extents;
} buffer;

// Arguments and results are laid out alike.
typedef struct {
  size_t size;
  extension *extensions;
  int64_t count;
  int *types;
  void **items;
} buffers;

typedef struct {
  const char *text;
  size_t length;
} span;

typedef struct {
  size_t size;
  extension *extensions;
  int64_t count;
  int *types;
  span **names;
  void **items;
} attributes;

typedef struct error error;

typedef struct {
  size_t size;
  extension *extensions;
  const char *message;
  int code;
} error_arguments;

typedef struct {
  size_t size;
  extension *extensions;
  version interface;
  const void *internal;
  error *(*create_error)(error_arguments *);
} interface;

typedef struct {
  size_t size;
  extension *extensions;
  const interface *interface;
  void *context;
  int stage;
  buffers arguments;
  buffers results;
  attributes attributes;
} call_frame;

enum {
  metadata_type = 1,
  buffer_type = 1,
  text_type = 4,
  invalid_argument = 3,
  float32 = 11,
  float64 = 12,
  // The version whose structures these are.
  major = 0,
  minor = 1,
};

typedef struct opened {
  const hillock_activation *activation;
  struct opened *next;
  size_t length;
  char key[];
} opened;

static _Atomic(opened *) all;

static const hillock_activation *find(const char *key, size_t length) {
  for (opened *one = atomic_load(&all); one; one = one->next) {
    if (one->length == length && memcmp(one->key, key, length) == 0) return one->activation;
  }
  return NULL;
}

int hillock_xla_register(const char *key, const hillock_activation *activation) {
  if (!key || !activation) return HILLOCK_INVALID;
  size_t length = strlen(key);
  if (find(key, length)) return HILLOCK_OK;
  opened *one = malloc(sizeof(opened) + length);
  if (!one) return HILLOCK_INVALID;
  one->activation = activation;
  one->length = length;
  memcpy(one->key, key, length);
  one->next = atomic_load(&all);
  while (!atomic_compare_exchange_weak(&all, &one->next, one)) {
  }
  return HILLOCK_OK;
}

static error *fail(const call_frame *frame, const char *message) {
  error_arguments arguments = {
      .size = offsetof(error_arguments, code) + sizeof(int), .message = message,
      .code = invalid_argument};
  return frame->interface->create_error(&arguments);
}

static int has_buffers(const buffers *buffers, int64_t count) {
  if (buffers->size < sizeof(*buffers) || buffers->count != count) return 0;
  for (int64_t i = 0; i < count; i++) {
    const buffer *one = buffers->items[i];
    if (buffers->types[i] != buffer_type || one->size < sizeof(*one)) return 0;
  }
  return 1;
}

// The element type that all have, and how many elements; 0 where they do not agree.
static int common_type(const buffers *buffers, int type, int64_t count) {
  for (int64_t i = 0; i < buffers->count; i++) {
    const buffer *one = buffers->items[i];
    int64_t elements = 1;
    for (int64_t k = 0; k < one->rank; k++) elements *= one->extents[k];
    if (one->type != type || elements != count) return 0;
  }
  return type == float32 || type == float64;
}

// What the custom calls have in common: the activation, and matrices of rows x columns.
typedef struct {
  const hillock_activation *activation;
  int type;
  size_t rows, columns;
} operands;

static const char *read_operands(const call_frame *frame, int64_t arguments, int64_t results,
                                 operands *found) {
  if (!has_buffers(&frame->arguments, arguments) || !has_buffers(&frame->results, results)) {
    return "hillock: expected other buffers";
  }
  const attributes *attributes = &frame->attributes;
  if (attributes->size < sizeof(*attributes) || attributes->count != 1 ||
      attributes->types[0] != text_type) {
    return "hillock: expected one attribute, the activation's key";
  }
  const span *key = attributes->items[0];
  found->activation = find(key->text, key->length);
  if (!found->activation) {
    return "hillock: the activation of this program was not opened in this process: call "
           "hillock.jax.activation first";
  }
  const buffer *x = frame->arguments.items[0];
  int64_t count = 1;
  for (int64_t k = 0; k < x->rank; k++) count *= x->extents[k];
  if (!common_type(&frame->arguments, x->type, count) ||
      !common_type(&frame->results, x->type, count)) {
    return "hillock: expected arrays of float32, or of float64, of one shape";
  }
  found->type = x->type;
  found->columns = x->rank > 0 ? (size_t)x->extents[x->rank - 1] : 1;
  found->rows = found->columns > 0 ? (size_t)count / found->columns : 0;
  return NULL;
}

// Answers XLA's question about the version; nonzero where that was what it asked.
static int answer_metadata(const call_frame *frame) {
  for (extension *one = frame->extensions; one; one = one->next) {
    if (one->type != metadata_type) continue;
    metadata *answer = ((metadata_extension *)(void *)one)->metadata;
    answer->interface.major = major;
    answer->interface.minor = minor;
    return 1;
  }
  return 0;
}

static void *data(const buffers *buffers, int64_t index) {
  return ((const buffer *)buffers->items[index])->data;
}

static int is_gated(const operands *found) {
  return hillock_activation_form(found->activation) == HILLOCK_GATED;
}

// What a custom call computes.
typedef struct {
  int is_gradient, is_training;
} task;

// The arrays of a call, in order: x, gate of a gated activation, u where it draws; then, of a gradient,
// dy.
typedef struct {
  const void *x, *gate, *u, *dy;
  void *result, *dgate;
} arrays;

static int draws(const operands *found) {
  return hillock_activation_training(found->activation) & HILLOCK_DRAWS ? 1 : 0;
}

#define RUN(T, suffix)                                                                             \
  static int run_##suffix(task task, const operands *found, const arrays *all) {                   \
    const hillock_activation *activation = found->activation;                                      \
    const T *x = all->x, *gate = all->gate, *u = all->u, *dy = all->dy;                            \
    T *result = all->result, *dgate = all->dgate;                                                  \
    const size_t rows = found->rows, columns = found->columns;                                     \
    if (task.is_training) {                                                                        \
      return task.is_gradient                                                                      \
                 ? hillock_training_gradient_##suffix(activation, rows, columns, x, gate, NULL, u, \
                                                      NULL, dy, result, dgate, NULL)               \
                 : hillock_training_value_##suffix(activation, rows, columns, x, gate, NULL, u,    \
                                                   result);                                        \
    }                                                                                              \
    return task.is_gradient ? hillock_gradient_##suffix(activation, rows, columns, x, gate, NULL,  \
                                                        NULL, dy, result, dgate, NULL)             \
                            : hillock_value_##suffix(activation, rows, columns, x, gate, NULL,     \
                                                     result);                                      \
  }

RUN(float, f32)
RUN(double, f64)

static error *run(const call_frame *frame, task task) {
  if (frame->size < offsetof(call_frame, attributes) + sizeof(attributes)) {
    return fail(frame, "hillock: this version of XLA is older than what was expected");
  }
  const int64_t count = frame->arguments.count;
  if (count < 1 + task.is_gradient || count > 3 + task.is_gradient) {
    return fail(frame, "hillock: expected other buffers");
  }
  operands found;
  const char *reason = read_operands(
      frame, count, task.is_gradient ? frame->results.count : 1, &found);
  if (reason) return fail(frame, reason);
  const int gates = is_gated(&found), drawn = task.is_training ? draws(&found) : 0;
  if (count != 1 + gates + drawn + task.is_gradient ||
      frame->results.count != (task.is_gradient ? 1 + gates : 1)) {
    return fail(frame, "hillock: a gated activation takes x and gate, one that draws u in training, "
                       "others x");
  }
  arrays all = {
      .x = data(&frame->arguments, 0),
      .gate = gates ? data(&frame->arguments, 1) : NULL,
      .u = drawn ? data(&frame->arguments, 1 + gates) : NULL,
      .dy = task.is_gradient ? data(&frame->arguments, count - 1) : NULL,
      .result = data(&frame->results, 0),
      .dgate = task.is_gradient && gates ? data(&frame->results, 1) : NULL};
  int status = found.type == float32 ? run_f32(task, &found, &all) : run_f64(task, &found, &all);
  return status ? fail(frame, "hillock: the plugin makes no sense of this") : NULL;
}

static void *answer(void *frame, task task) {
  return answer_metadata(frame) ? NULL : run(frame, task);
}

void *hillock_xla_value(void *frame) { return answer(frame, (task){0, 0}); }

void *hillock_xla_gradient(void *frame) { return answer(frame, (task){1, 0}); }

void *hillock_xla_training_value(void *frame) { return answer(frame, (task){0, 1}); }

void *hillock_xla_training_gradient(void *frame) { return answer(frame, (task){1, 1}); }
