// Typed calls of the common shapes, as tables of functions; NULL where libffi must do it.
#pragma once
#include <stddef.h>

#include "CPluginCalls.h"

/// One argument of an array function.
typedef union {
  void *pointer;
  size_t size;
  int integer;
  float f;
  double d;
} hillock_value;

/// Where a scalar function's argument comes from: `base[i * stride]`.
typedef struct {
  const void *base;
  size_t stride;
} hillock_source;

/// Calls an array function once.
typedef void (*hillock_array_caller)(void *function, const hillock_value *values);

/// out[i] = function(sources[0][i], ...) for n elements.
typedef void (*hillock_scalar_caller)(void *function, const hillock_source *sources, int training,
                                      void *out, size_t n);

/// For `pointers` pointers, then n, then `values` numbers of `type`.
hillock_array_caller hillock_typed_array(hillock_type type, size_t pointers, size_t values);

/// For `arity` numbers of `type`, then, if it `takes_training`, an int.
hillock_scalar_caller hillock_typed_scalar(hillock_type type, size_t arity, bool takes_training);
