// Random numbers of a stream by their place: element i depends on (stream, i) alone, so any thread
// may draw any part. The streams are those of Swift's RandomStream (SplitMix64), whose state at its
// beginning and gamma name one.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "hillock_clones.h"

typedef struct {
  uint64_t state;
  uint64_t gamma;
} hillock_stream;

// uniform: out[i] = element first + i, on [0, 1): 24 bits in float, 53 in double.
// normal:  out[i] = element first + i of N(0, 1), through the Box-Muller transform in double.
// dropout: y[i] = x[i] / (1 - p) where element first + i >= p, otherwise 0; y may be x.
#define HILLOCK_DECLARE_RANDOM(T, S)                                                        \
  void hillock_uniform_##S(hillock_stream stream, uint64_t first, T *out, size_t n);        \
  void hillock_normal_##S(hillock_stream stream, uint64_t first, T *out, size_t n);         \
  void hillock_dropout_##S(hillock_stream stream, uint64_t first, double p, const T *x, T *y, \
                           size_t n);
HILLOCK_BOTH(HILLOCK_DECLARE_RANDOM)
