#include "Call.h"

#include <stdio.h>
#include <stdlib.h>

// The buffers of hillock_operands, by number.
_Static_assert(offsetof(hillock_operands, gradients) == HILLOCK_GRADIENTS * sizeof(void *),
               "the operands begin with the buffers, in order");

static inline void *buffer(const hillock_operands *operands, hillock_buffer number) {
  return ((void *const *)(const void *)operands)[number];
}

static inline hillock_type storage(const hillock_call *call, const hillock_argument *argument) {
  return argument->buffer == HILLOCK_Y ? call->signature.y_storage : call->signature.storage;
}

/// Where an argument lies in the caller's own buffer.
static inline void *place(const hillock_call *call, const hillock_operands *operands,
                          const hillock_argument *argument, size_t channel) {
  return hillock_at(buffer(operands, argument->buffer),
                    argument->offset + argument->stride * channel, storage(call, argument));
}

/// Whether a pointer argument cannot point there: another type, one value for all n, no buffer.
static inline bool copies(const hillock_call *call, const hillock_argument *argument,
                          const void *place) {
  bool converts = storage(call, argument) != call->signature.type;
  switch (argument->kind) {
    case HILLOCK_INPUT: return converts;
    case HILLOCK_OUTPUT:
    case HILLOCK_SUM: return converts || place == NULL;
    case HILLOCK_VALUES: return converts || argument->stride == 0;
    case HILLOCK_SUMS: return converts || argument->stride == 0 || place == NULL;
    default: return false;
  }
}

/// `argument` for n elements in the function's own type, copied to `copy`.
static void fill_copy(const hillock_call *call, const hillock_argument *argument, void *copy,
                      const void *place, size_t n) {
  hillock_type type = call->signature.type, stored = storage(call, argument);
  switch (argument->kind) {
    case HILLOCK_INPUT: hillock_convert(copy, type, place, stored, n); break;
    case HILLOCK_VALUES:
      if (argument->stride == 0) {
        hillock_fill(copy, type, hillock_get(place, stored), n);
      } else {
        hillock_convert(copy, type, place, stored, n);
      }
      break;
    case HILLOCK_SUM: hillock_fill(copy, type, 0, 1); break;
    case HILLOCK_SUMS: hillock_fill(copy, type, 0, n); break;
    default: break;
  }
}

/// What the function wrote to `copy`, brought to where the caller wants it.
static void return_copy(const hillock_call *call, const hillock_argument *argument,
                        const void *copy, void *place, size_t n) {
  hillock_type type = call->signature.type, stored = storage(call, argument);
  if (place == NULL) return;
  switch (argument->kind) {
    case HILLOCK_OUTPUT: hillock_convert(place, stored, copy, type, n); break;
    case HILLOCK_SUM: hillock_add(place, stored, 0, copy, type, 1); break;
    case HILLOCK_SUMS: hillock_add(place, stored, argument->stride, copy, type, n); break;
    default: break;
  }
}

static void call_once(const hillock_call *call, const hillock_operands *operands, size_t channel,
                      size_t n, double *arena) {
  const hillock_signature *s = &call->signature;
  hillock_value values[HILLOCK_MAX_ARGUMENTS];
  double *next = arena;
  for (size_t k = 0; k < s->count; k++) {
    const hillock_argument *argument = &call->arguments[k];
    switch (argument->kind) {
      case HILLOCK_SIZE: values[k].size = n; break;
      case HILLOCK_TRAINING: values[k].integer = operands->training; break;
      case HILLOCK_VALUE: {
        double value = hillock_get(place(call, operands, argument, channel), s->storage);
        if (s->type == HILLOCK_FLOAT) {
          values[k].f = (float)value;
        } else {
          values[k].d = value;
        }
        break;
      }
      default:
        values[k].pointer = place(call, operands, argument, channel);
        if (arena != NULL && copies(call, argument, values[k].pointer)) {
          fill_copy(call, argument, next, values[k].pointer, n);
          values[k].pointer = next;
          next += n;
        }
    }
  }
  uint32_t control = hillock_enter(s->plugin, s->symbol);
  if (call->array != NULL) {
    call->array(s->function, values);
  } else {
    void *pointers[HILLOCK_MAX_ARGUMENTS];
    for (size_t k = 0; k < s->count; k++) pointers[k] = &values[k];
    // libffi reads the interface only; its declaration lacks the const.
    ffi_call((ffi_cif *)(size_t)&call->cif, FFI_FN(s->function), NULL, pointers);
  }
  hillock_leave(s->plugin, control);
  if (arena == NULL) return;
  next = arena;
  for (size_t k = 0; k < s->count; k++) {
    const hillock_argument *argument = &call->arguments[k];
    void *target = place(call, operands, argument, channel);
    if (!copies(call, argument, target)) continue;
    return_copy(call, argument, next, target, n);
    next += n;
  }
}

void hillock_call_plain(const hillock_call *call, const hillock_operands *operands, size_t n) {
  hillock_value values[9];
  const hillock_argument *arguments = call->arguments;
  size_t size = call->pointers;
  for (size_t k = 0; k < size; k++) values[k].pointer = buffer(operands, arguments[k].buffer);
  values[size].size = n;
  for (size_t k = size + 1; k <= size + call->numbers; k++) {
    if (call->signature.type == HILLOCK_FLOAT) {
      values[k].f = ((const float *)operands->parameters)[arguments[k].offset];
    } else {
      values[k].d = ((const double *)operands->parameters)[arguments[k].offset];
    }
  }
  uint32_t control = hillock_enter(call->signature.plugin, call->signature.symbol);
  call->array(call->signature.function, values);
  hillock_leave(call->signature.plugin, control);
}

void hillock_call_array(const hillock_call *call, const hillock_operands *operands, size_t channel,
                        size_t n) {
  bool needs_copies = call->always_copies || (call->writes_gate && operands->dgate == NULL) ||
                      (call->writes_sums && operands->gradients == NULL);
  if (!needs_copies && !call->is_one_by_one) {
    call_once(call, operands, channel, n, NULL);
    return;
  }
  double arena[HILLOCK_ARENA];
  if (call->signature.takes_rows) {
    // A row is one call however long it is: the one case in which a call may borrow memory.
    size_t needed = call->copies * n;
    double *room = needed <= HILLOCK_ARENA ? arena : calloc(needed, sizeof *room);
    if (room == NULL) {
      fprintf(stderr, "hillock: out of memory for a row of %zu elements\n", n);
      abort();
    }
    call_once(call, operands, channel, n, room);
    if (room != arena) free(room);
    return;
  }
  for (size_t start = 0, count; start < n; start += count) {
    count = n - start < call->tile ? n - start : call->tile;
    hillock_operands part = hillock_from(operands, start, &call->signature);
    call_once(call, &part, channel + start, count, needs_copies ? arena : NULL);
  }
}

/// out[i] for n elements whose sources are all of the function's type.
static void call_scalars(const hillock_call *call, const hillock_source *sources, int training,
                         void *out, size_t n) {
  const hillock_signature *s = &call->signature;
  uint32_t control = hillock_enter(s->plugin, s->symbol);
  if (call->scalar != NULL) {
    call->scalar(s->function, sources, training, out, n);
    hillock_leave(s->plugin, control);
    return;
  }
  void *pointers[HILLOCK_MAX_ARGUMENTS];
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < s->count; k++) {
      pointers[k] = call->arguments[k].kind == HILLOCK_TRAINING
                        ? &training
                        : hillock_at(sources[k].base, i * sources[k].stride, s->type);
    }
    ffi_call((ffi_cif *)(size_t)&call->cif, FFI_FN(s->function), hillock_at(out, i, s->type),
             pointers);
  }
  hillock_leave(s->plugin, control);
}

void hillock_call_scalar(const hillock_call *call, const hillock_operands *operands,
                         size_t channel, void *out, hillock_type out_type, size_t n) {
  const hillock_signature *s = &call->signature;
  hillock_source sources[HILLOCK_MAX_ARGUMENTS];
  if (!call->always_copies && out_type == s->type) {
    for (size_t k = 0; k < s->count; k++) {
      const hillock_argument *argument = &call->arguments[k];
      if (argument->kind == HILLOCK_TRAINING) continue;
      sources[k].base = place(call, operands, argument, channel);
      sources[k].stride = argument->kind == HILLOCK_ELEMENT ? 1 : argument->stride;
    }
    call_scalars(call, sources, operands->training, out, n);
    return;
  }
  double arena[HILLOCK_ARENA];
  for (size_t start = 0, count; start < n; start += count) {
    count = n - start < call->tile ? n - start : call->tile;
    hillock_operands part = hillock_from(operands, start, s);
    double *next = arena + count;
    for (size_t k = 0; k < s->count; k++) {
      const hillock_argument *argument = &call->arguments[k];
      if (argument->kind == HILLOCK_TRAINING) continue;
      size_t stride = argument->kind == HILLOCK_ELEMENT ? 1 : argument->stride;
      hillock_convert(next, s->type, place(call, &part, argument, channel + start),
                      storage(call, argument), stride == 0 ? 1 : count);
      sources[k].base = next;
      sources[k].stride = stride;
      next += count;
    }
    call_scalars(call, sources, operands->training, arena, count);
    hillock_convert(hillock_at(out, start, out_type), out_type, arena, s->type, count);
  }
}
