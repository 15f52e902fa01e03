// A float matrix product whose shape is known beforehand: oneDNN then generates code for that very
// shape, which needs no packing in the midst of the work, or packs B once for many products.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// C[m x n] = op(A) op(B), plus `bias` added to each row where there is one, row-major.
typedef struct {
  bool transpose_a, transpose_b;
  // Whether B is given by hillock_prepared_product_pack instead of at each run.
  bool packs_b;
  bool adds_bias;
  size_t m, n, k;
  // From row to row, of A and B as they lie in memory, and of C.
  size_t stride_a, stride_b, stride_c;
} hillock_product_shape;

typedef struct hillock_prepared_product hillock_prepared_product;

// A product for `workers` threads at the same time. NULL where oneDNN's general product, or
// OpenBLAS, does as well, or memory is out: hillock_matrix_product_f32 is there then. The libraries
// must have been loaded.
hillock_prepared_product *hillock_prepared_product_create(const hillock_product_shape *shape,
                                                          size_t workers);
void hillock_prepared_product_destroy(hillock_prepared_product *product);

// Brings B into the order that the product wants. No run may be under way.
void hillock_prepared_product_pack(hillock_prepared_product *product, const float *b);

// Multiplies. `b` is not read where B was packed; `bias` is not where none is added. False where
// oneDNN failed, and C holds nothing of use.
bool hillock_prepared_product_run(hillock_prepared_product *product, size_t worker, const float *a,
                                  const float *b, const float *bias, float *c);
