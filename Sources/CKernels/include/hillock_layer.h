// What a dense layer does beside its matrix product and its activation. Matrices are
// [rows x columns], row-major; `stride` is the distance from row to row.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "hillock_clones.h"

// bias_add:    x[r][c] += bias[c]; x is contiguous.
// column_sums: sums[c] = beta * sums[c] + the sum over r of x[r][c], in the order of the rows.
// sum_squares: the sum of x[i]^2, in double, in an order that n alone decides.
// scale:       x[i] *= factor.
// add:         x[i] += y[i].
// is_finite:   whether every element is.
#define HILLOCK_DECLARE_LAYER(T, S)                                                          \
  void hillock_bias_add_##S(T *x, const T *bias, size_t rows, size_t columns);               \
  void hillock_column_sums_##S(const T *x, size_t rows, size_t columns, T beta, T *sums);    \
  double hillock_sum_squares_##S(const T *x, size_t n);                                      \
  void hillock_scale_##S(T *x, double factor, size_t n);                                     \
  void hillock_add_##S(T *x, const T *y, size_t n);                                          \
  bool hillock_is_finite_##S(const T *x, size_t n);
HILLOCK_BOTH(HILLOCK_DECLARE_LAYER)
