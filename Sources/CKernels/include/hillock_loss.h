// Losses over rows of outputs: each adds up the loss of `rows` samples, and writes
// dz = weight * d(loss)/dz. dz may be z, and may be NULL where only the loss is wanted.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "hillock_clones.h"

// softmax_cross_entropy: -log softmax(z)[class], of logits z; or with `targets`, a distribution a
//   row, -sum t log softmax(z). Exactly one of `classes` and `targets` is given.
// binary_cross_entropy: the sum of max(z, 0) - z t + log(1 + exp(-|z|)), of logits z.
// squared_error: the sum of (z - t)^2.
// huber: the sum of d^2 / 2 where d = |z - t| <= delta, otherwise delta (d - delta / 2).
// correct: how many rows have their largest z (the first of equals) at their class.
// one_hot: targets[r][classes[r]] = 1, all others 0.
#define HILLOCK_DECLARE_LOSS(T, S)                                                               \
  double hillock_softmax_cross_entropy_##S(const T *z, const int32_t *classes, const T *targets, \
                                           T *dz, size_t rows, size_t columns, double weight,    \
                                           T *scratch);                                          \
  double hillock_binary_cross_entropy_##S(const T *z, const T *t, T *dz, size_t n, double weight); \
  double hillock_squared_error_##S(const T *z, const T *t, T *dz, size_t n, double weight);      \
  double hillock_huber_##S(const T *z, const T *t, T *dz, size_t n, double weight, double delta); \
  size_t hillock_correct_##S(const T *z, const int32_t *classes, size_t rows, size_t columns);   \
  void hillock_one_hot_##S(const int32_t *classes, T *targets, size_t rows, size_t columns);
HILLOCK_BOTH(HILLOCK_DECLARE_LOSS)
