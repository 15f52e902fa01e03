// oneDNN's functions, loaded at the first product that wants them; all are NULL where there is none.
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

const hillock_dnnl_library *hillock_dnnl(void);

// Keeps OpenMP from starting threads from the calling one. The setting is each thread's own.
void hillock_dnnl_use_one_thread(void);
