#include "Call.h"

// How a run is cut: into rows where the function takes rows or a channel has its own parameters,
// else into one stretch of all elements.
typedef struct {
  size_t stretches, length;
} cut;

static cut cut_of(const hillock_operands *operands, bool by_row) {
  if (operands->rows == 0 || operands->columns == 0) return (cut){0, 0};
  if (by_row) return (cut){operands->rows, operands->columns};
  return (cut){1, operands->rows * operands->columns};
}

static bool goes_by_row(const hillock_call *call) {
  return call->signature.takes_rows || call->is_per_channel;
}

bool hillock_call_takes(const hillock_call *call, const hillock_buffer *buffers, size_t count) {
  if (!call->is_plain || call->numbers > 0 || call->pointers != count) return false;
  for (size_t k = 0; k < count; k++)
    if (call->arguments[k].buffer != buffers[k]) return false;
  return true;
}

void hillock_run_on_two(const hillock_call *call, const void *first, void *second, size_t n) {
  if (n == 0) return;
  uint32_t control = hillock_enter(call->signature.plugin, call->signature.symbol);
  ((void (*)(const void *, void *, size_t))call->signature.function)(first, second, n);
  hillock_leave(call->signature.plugin, control);
}

void hillock_run_on_three(const hillock_call *call, const void *first, const void *second,
                          void *third, size_t n) {
  if (n == 0) return;
  uint32_t control = hillock_enter(call->signature.plugin, call->signature.symbol);
  ((void (*)(const void *, const void *, void *, size_t))call->signature.function)(first, second,
                                                                                  third, n);
  hillock_leave(call->signature.plugin, control);
}

static void value_stretch(const hillock_call *value, const hillock_operands *operands,
                          size_t channel, size_t n) {
  if (value->signature.returns) {
    hillock_call_scalar(value, operands, channel, operands->y, value->signature.y_storage, n);
  } else {
    hillock_call_array(value, operands, channel, n);
  }
}

void hillock_run_value(const hillock_call *value, const hillock_operands *operands) {
  if (hillock_is_plain(value, operands)) {
    size_t n = operands->rows * operands->columns;
    if (n > 0) hillock_call_plain(value, operands, n);
    return;
  }
  const hillock_signature *s = &value->signature;
  cut cut = cut_of(operands, goes_by_row(value));
  for (size_t i = 0; i < cut.stretches; i++) {
    hillock_operands part = hillock_from(operands, i * cut.length, s);
    value_stretch(value, &part, 0, cut.length);
  }
}

void hillock_run_derivative(const hillock_call *value, const hillock_call *derivative,
                            const hillock_operands *operands) {
  const hillock_signature *s = &derivative->signature;
  double y[HILLOCK_TILE], ones[HILLOCK_TILE];
  if (!s->returns) hillock_fill(ones, s->storage, 1, HILLOCK_TILE);
  cut cut = cut_of(operands, goes_by_row(derivative) || (value != NULL && goes_by_row(value)));
  for (size_t i = 0; i < cut.stretches; i++) {
    for (size_t start = 0, n; start < cut.length; start += n) {
      n = cut.length - start < HILLOCK_TILE ? cut.length - start : HILLOCK_TILE;
      hillock_operands part = hillock_from(operands, i * cut.length + start, s);
      part.y = y;
      part.dy = ones;
      part.dgate = NULL;
      part.gradients = NULL;
      if (value != NULL) value_stretch(value, &part, start, n);
      if (s->returns) {
        hillock_call_scalar(derivative, &part, start, part.dx, s->storage, n);
      } else {
        hillock_call_array(derivative, &part, start, n);
      }
    }
  }
}

/// dx, dgate and sums for at most a tile of elements.
static void gradient_tile(const hillock_call *gradient, const hillock_call *const *partials,
                          size_t partial_count, const hillock_operands *operands, size_t channel,
                          size_t n) {
  hillock_type type = gradient->signature.storage;
  double dgate[HILLOCK_TILE], product[HILLOCK_TILE];
  bool has_gate = false;
  for (size_t k = 0; k < partial_count; k++) {
    const hillock_call *partial = partials[k];
    const hillock_argument *result = &partial->signature.result;
    if (result->kind == HILLOCK_OUTPUT) {
      if (operands->dgate == NULL) continue;
      has_gate = true;
      hillock_call_scalar(partial, operands, channel, dgate, type, n);
      hillock_multiply(dgate, dgate, operands->dy, type, n);
    } else if (operands->gradients != NULL) {
      hillock_call_scalar(partial, operands, channel, product, type, n);
      hillock_multiply(product, product, operands->dy, type, n);
      void *sum = hillock_at(operands->gradients, result->offset + result->stride * channel, type);
      hillock_add(sum, type, result->stride, product, type, n);
    }
  }
  if (gradient->signature.returns) {
    hillock_call_scalar(gradient, operands, channel, product, type, n);
    hillock_multiply(operands->dx, product, operands->dy, type, n);
  } else {
    hillock_call_array(gradient, operands, channel, n);
  }
  if (has_gate) hillock_convert(operands->dgate, type, dgate, type, n);
}

void hillock_run_gradient(const hillock_call *gradient, const hillock_call *const *partials,
                          size_t partial_count, const hillock_operands *operands) {
  if (partial_count == 0 && hillock_is_plain(gradient, operands)) {
    size_t n = operands->rows * operands->columns;
    if (n > 0) hillock_call_plain(gradient, operands, n);
    return;
  }
  const hillock_signature *s = &gradient->signature;
  bool by_row = goes_by_row(gradient);
  for (size_t k = 0; k < partial_count; k++) by_row = by_row || goes_by_row(partials[k]);
  bool is_whole = !s->returns && partial_count == 0;
  cut cut = cut_of(operands, by_row);
  for (size_t i = 0; i < cut.stretches; i++) {
    for (size_t start = 0, n; start < cut.length; start += n) {
      n = cut.length - start;
      if (!is_whole && n > HILLOCK_TILE) n = HILLOCK_TILE;
      hillock_operands part = hillock_from(operands, i * cut.length + start, s);
      if (is_whole) {
        hillock_call_array(gradient, &part, start, n);
      } else {
        gradient_tile(gradient, partials, partial_count, &part, start, n);
      }
    }
  }
}
