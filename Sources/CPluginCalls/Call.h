// A prepared call from the inside, and its run over one stretch of consecutive elements.
#pragma once
#include <ffi.h>

#include "CPluginCalls.h"
#include "Convert.h"
#include "Typed.h"

/// The most elements that are converted, or kept aside, at a time: what fits in a stack that a
/// thread can spare and in the first cache.
enum { HILLOCK_TILE = 256, HILLOCK_ARENA = 4096 };

struct hillock_call {
  hillock_signature signature;
  hillock_argument arguments[HILLOCK_MAX_ARGUMENTS];
  /// The typed caller, of arrays or of scalars; NULL where libffi calls.
  hillock_array_caller array;
  hillock_scalar_caller scalar;
  /// Whether a parameter has a value for each channel, so that rows go one by one.
  bool is_per_channel;
  /// Whether an array function takes one value where each channel has its own: n = 1 then.
  bool is_one_by_one;
  /// Whether an argument lies elsewhere than in the caller's buffers, whatever those are.
  bool always_copies;
  /// Whether it writes dgate, or sums, for which a caller may have no buffer.
  bool writes_gate, writes_sums;
  /// Whether it is a typed call that passes the caller's buffers as they are: then how many pointers
  /// there are before n, and numbers after it.
  bool is_plain;
  size_t pointers, numbers;
  /// How many arguments may lie elsewhere, and the elements a run that leaves room for.
  size_t copies, tile;
  ffi_cif cif;
  ffi_type *types[HILLOCK_MAX_ARGUMENTS];
};

/// Calls an array or row function over `n` elements, the first of them in `channel`.
void hillock_call_array(const hillock_call *call, const hillock_operands *operands, size_t channel,
                        size_t n);

/// The same for a plain call and a caller with all its buffers: the shortest way to the function.
void hillock_call_plain(const hillock_call *call, const hillock_operands *operands, size_t n);

/// Whether `hillock_call_plain` may be taken.
static inline bool hillock_is_plain(const hillock_call *call, const hillock_operands *operands) {
  return call->is_plain && (operands->dgate != NULL || !call->writes_gate);
}

/// out[i] = a scalar function, for `n` elements. `out` may be any of the inputs.
void hillock_call_scalar(const hillock_call *call, const hillock_operands *operands,
                         size_t channel, void *out, hillock_type out_type, size_t n);

/// `operands` with the buffers of elements from `index` on.
static inline hillock_operands hillock_from(const hillock_operands *operands, size_t index,
                                            const hillock_signature *signature) {
  hillock_type type = signature->storage;
  hillock_operands rest = *operands;
  rest.x = hillock_at(operands->x, index, type);
  rest.y = hillock_at(operands->y, index, signature->y_storage);
  rest.gate = hillock_at(operands->gate, index, type);
  rest.u = hillock_at(operands->u, index, type);
  rest.dy = hillock_at(operands->dy, index, type);
  rest.dx = hillock_at(operands->dx, index, type);
  rest.dgate = hillock_at(operands->dgate, index, type);
  return rest;
}
