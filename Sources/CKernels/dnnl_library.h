// oneDNN's functions as they were found when it was loaded; all are NULL where it was not.
#pragma once

#include <dnnl.h>
#include <stdbool.h>

// The general product, and OpenMP's switch for the calling thread.
typedef struct {
  typeof(dnnl_sgemm) *sgemm;
  void (*openmp_threads)(int);
  void *library;
  // Whether it may use AVX-512, for which alone it generates code for a shape.
  bool has_avx512;
} hillock_dnnl_library;

extern hillock_dnnl_library hillock_dnnl;

// Up to this many multiply-adds OpenBLAS's kernels for small matrices, which it has for AVX-512,
// are ahead (measured, Zen 4).
enum { hillock_small_product = 512 * 1024 };

// Keeps OpenMP from starting threads from the calling one. The setting is each thread's own.
void hillock_dnnl_use_one_thread(void);
