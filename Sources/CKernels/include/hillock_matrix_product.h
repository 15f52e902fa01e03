// The matrix product, by libraries that are loaded when first needed: oneDNN for float, OpenBLAS for
// double, and for the float products in which it is ahead.
//
// They are loaded late for two reasons: a command that multiplies nothing should not pay for their
// start (some 20 ms), and OpenBLAS reads only at its start which kernels to take and how many
// threads to make.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "hillock_clones.h"

// Up to this many multiply-adds OpenBLAS's kernels for small matrices, which it has for AVX-512,
// are ahead (measured, Zen 4).
enum { hillock_small_product = 512 * 1024 };

// Loads OpenBLAS, once; oneDNN comes with the first product that it is for. Returns NULL, or why
// there is no matrix product: one line.
const char *hillock_matrix_product_load(void);

// Which code multiplies: "oneDNN 2.6.3 + OpenBLAS 0.3.21 SkylakeX". Valid for good, after a load.
const char *hillock_matrix_product_name_f32(void);
const char *hillock_matrix_product_name_f64(void);

// C[m x n] = op(A) op(B) + beta C, row-major; op(A) is [m x k], op(B) is [k x n], and op transposes
// where asked. With beta 0, C need not hold numbers. Reentrant; runs on the calling thread alone.
// The same shapes and arguments give the same bits.
#define HILLOCK_DECLARE_PRODUCT(T, S)                                                              \
  void hillock_matrix_product_##S(bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k, \
                                  const T *a, size_t lda, const T *b, size_t ldb, T beta, T *c,    \
                                  size_t ldc);
HILLOCK_BOTH(HILLOCK_DECLARE_PRODUCT)
