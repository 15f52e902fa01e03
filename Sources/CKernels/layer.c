#include "hillock_layer.h"

#define DEFINE_LAYER(T, S)                                                                        \
  HILLOCK_CLONES void hillock_bias_add_##S(T *x, const T *restrict bias, size_t rows,             \
                                           size_t columns) {                                      \
    for (size_t r = 0; r < rows; r++, x += columns)                                               \
      for (size_t c = 0; c < columns; c++) x[c] += bias[c];                                       \
  }                                                                                               \
  HILLOCK_CLONES void hillock_column_sums_##S(const T *restrict x, size_t rows, size_t columns,   \
                                              T beta, T *restrict sums) {                         \
    for (size_t c = 0; c < columns; c++) sums[c] = beta == 0 ? 0 : beta * sums[c];                \
    for (size_t r = 0; r < rows; r++, x += columns)                                               \
      for (size_t c = 0; c < columns; c++) sums[c] += x[c];                                       \
  }                                                                                               \
  HILLOCK_CLONES double hillock_sum_squares_##S(const T *x, size_t n) {                           \
    double lanes[16] = {0};                                                                       \
    size_t i = 0;                                                                                 \
    for (; i + 16 <= n; i += 16)                                                                  \
      for (size_t l = 0; l < 16; l++) lanes[l] += (double)x[i + l] * (double)x[i + l];            \
    double sum = 0;                                                                               \
    for (; i < n; i++) sum += (double)x[i] * (double)x[i];                                        \
    for (size_t l = 0; l < 16; l++) sum += lanes[l];                                              \
    return sum;                                                                                   \
  }                                                                                               \
  HILLOCK_CLONES void hillock_scale_##S(T *x, double factor, size_t n) {                          \
    for (size_t i = 0; i < n; i++) x[i] *= (T)factor;                                             \
  }                                                                                               \
  HILLOCK_CLONES void hillock_add_##S(T *restrict x, const T *restrict y, size_t n) {             \
    for (size_t i = 0; i < n; i++) x[i] += y[i];                                                  \
  }                                                                                               \
  /* x - x is 0 for a number and NaN otherwise: unlike a test of each, this vectorizes. */        \
  HILLOCK_CLONES bool hillock_is_finite_##S(const T *x, size_t n) {                               \
    int others = 0;                                                                               \
    for (size_t i = 0; i < n; i++) others |= x[i] - x[i] != 0;                                    \
    return !others;                                                                               \
  }
HILLOCK_BOTH(DEFINE_LAYER)
