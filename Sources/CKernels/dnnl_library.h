// oneDNN's functions as they were found when it was loaded; all are NULL where it was not.
#pragma once

#include <dnnl.h>

// The general product, and OpenMP's switch for the calling thread.
typedef struct {
  typeof(dnnl_sgemm) *sgemm;
  void (*openmp_threads)(int);
  void *library;
} hillock_dnnl_library;

extern hillock_dnnl_library hillock_dnnl;

// Up to this many multiply-adds OpenBLAS's kernels for small matrices are ahead (measured, Zen 4).
enum { hillock_small_product = 512 * 1024 };

// Keeps OpenMP from starting threads from the calling one. The setting is each thread's own.
void hillock_dnnl_use_one_thread(void);
