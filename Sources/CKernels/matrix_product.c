// setenv, dlopen
#define _GNU_SOURCE
#include "hillock_matrix_product.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dnnl_library.h"
#include "hillock_signals.h"

#define TEXT_(token) #token
#define TEXT(token) TEXT_(token)

static hillock_dnnl_library dnnl;
static typeof(cblas_sgemm) *blas_product_f32;
static typeof(cblas_dgemm) *blas_product_f64;
static typeof(cblas_sgemv) *blas_row_product_f32;
static typeof(cblas_dgemv) *blas_row_product_f64;
static bool blas_has_small_kernels;

static char failure[256];
static char blas_name[128];
static char dnnl_name[32];

// Sets an environment variable for the time of a dlopen, unless the user has set it.
static bool lend(const char *variable, const char *value) {
  if (getenv(variable)) return false;
  return setenv(variable, value, 0) == 0;
}

static bool has_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

// Whose kernels OpenBLAS should take; NULL for those that it finds best itself. It takes those for
// AVX2 on processors younger than itself; those for AVX-512 are twice as fast there. And on AMD's
// with AVX2 alone, Haswell's are some 5 % ahead of its own choice (measured, Zen 1 and 3).
static const char *openblas_core(void) {
#if defined(__x86_64__)
  if (has_avx512()) return "SKYLAKEX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "HASWELL";
#endif
  return NULL;
}

static void load_openblas(char *name, size_t size) {
  bool core = openblas_core() && lend("OPENBLAS_CORETYPE", openblas_core());
  // Its own threads would fight with ours.
  bool threads = lend("OPENBLAS_NUM_THREADS", "1");
  // Lazily, as of its thousands of functions a few are called.
  void *library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL);
  if (core) unsetenv("OPENBLAS_CORETYPE");
  if (threads) unsetenv("OPENBLAS_NUM_THREADS");
  if (!library) {
    snprintf(failure, sizeof failure, "cannot load OpenBLAS: %s", dlerror());
    return;
  }
  blas_product_f32 = dlsym(library, "cblas_sgemm");
  blas_product_f64 = dlsym(library, "cblas_dgemm");
  blas_row_product_f32 = dlsym(library, "cblas_sgemv");
  blas_row_product_f64 = dlsym(library, "cblas_dgemv");
  typeof(openblas_set_num_threads) *set_threads = dlsym(library, "openblas_set_num_threads");
  typeof(openblas_get_corename) *core_name = dlsym(library, "openblas_get_corename");
  typeof(openblas_get_config) *config = dlsym(library, "openblas_get_config");
  if (!blas_product_f32 || !blas_product_f64 || !blas_row_product_f32 || !blas_row_product_f64) {
    snprintf(failure, sizeof failure,
             "cannot load OpenBLAS: libopenblas.so.0 has no cblas_sgemm, or none of its kin");
    return;
  }
  if (set_threads) set_threads(1);
  const char *kernels = core_name ? core_name() : "";
  blas_has_small_kernels = strcmp(kernels, "SkylakeX") == 0 || strcmp(kernels, "Cooperlake") == 0;
  // The configuration begins "OpenBLAS 0.3.21 ...".
  snprintf(name, size, "%.15s %s", config ? config() : "OpenBLAS", kernels);
}

static void load_dnnl(void) {
  void *library = dlopen("libdnnl.so." TEXT(DNNL_VERSION_MAJOR), RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  dnnl.sgemm = dlsym(library, "dnnl_sgemm");
  dnnl.openmp_threads = dlsym(library, "omp_set_num_threads");
  typeof(dnnl_version) *version = dlsym(library, "dnnl_version");
  typeof(dnnl_get_effective_cpu_isa) *isa = dlsym(library, "dnnl_get_effective_cpu_isa");
  if (!dnnl.sgemm || !version) return;
  dnnl.has_avx512 =
      isa && (isa() & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
  dnnl.library = library;
  snprintf(dnnl_name, sizeof dnnl_name, "oneDNN %d.%d.%d + ", version()->major, version()->minor,
           version()->patch);
}

const hillock_dnnl_library *hillock_dnnl(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load_dnnl);
  return &dnnl;
}

static void load(void) { load_openblas(blas_name, sizeof blas_name); }

const char *hillock_matrix_product_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return *failure ? failure : NULL;
}

static char both_names[sizeof dnnl_name + sizeof blas_name];

static void join_names(void) {
  hillock_dnnl();
  snprintf(both_names, sizeof both_names, "%s%s", dnnl_name, blas_name);
}

const char *hillock_matrix_product_name_f32(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, join_names);
  return both_names;
}
const char *hillock_matrix_product_name_f64(void) { return blas_name; }

void hillock_dnnl_use_one_thread(void) {
  static _Thread_local bool done;
  if (done) return;
  if (hillock_dnnl()->openmp_threads) hillock_dnnl()->openmp_threads(1);
  done = true;
}

// OpenBLAS's kernels fetch ahead, past what a product has packed into OpenBLAS's own memory; where
// nothing has been written there yet, each fetch walks the page table in vain, and small products
// take three times as long (measured, Zen 1). So each thread's first product is one that packs more
// than most; threads that begin at once hold a part of that memory each.
static void write_blas_memory(void) {
  enum { n = 384 };
  static _Thread_local bool done;
  if (done) return;
  done = true;
  float *zeros = calloc(2 * n * n, sizeof *zeros);
  if (!zeros) return;
  blas_product_f32(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, zeros, n, zeros, n, 0,
                   zeros + n * n, n);
  free(zeros);
}

// Whether OpenBLAS's kernels for small matrices take a product of a single row. Beyond a million
// multiplications they do not, nor, with B transposed, short sums and many columns: those products
// pack all of B, in memory that is handed out under a lock.
static bool small_kernel_takes_row(bool transpose_b, size_t n, size_t k) {
  return blas_has_small_kernels && n * k <= 1000000 && (!transpose_b || (k >= 32 && n <= 1200));
}

// A product of a single row, which OpenBLAS has functions of its own for; what they want is op(B)
// transposed, as a column takes it. False where its kernels for small matrices do better (by half;
// where they do not serve, these functions are 1.3 to 8 times as fast: measured, Sapphire Rapids),
// and for an empty sum, of which these functions leave C as it is.
#define DEFINE_ROW_PRODUCT(T, S)                                                                  \
  static bool multiply_row_##S(bool transpose_b, size_t m, size_t n, size_t k, const T *a,        \
                               const T *b, size_t ldb, T beta, T *c) {                            \
    if (m != 1 || k == 0 || small_kernel_takes_row(transpose_b, n, k)) return false;              \
    blas_row_product_##S(CblasRowMajor, transpose_b ? CblasNoTrans : CblasTrans,                  \
                         (blasint)(transpose_b ? n : k), (blasint)(transpose_b ? k : n), 1, b,    \
                         (blasint)ldb, a, 1, beta, c, 1);                                         \
    return true;                                                                                  \
  }
HILLOCK_BOTH(DEFINE_ROW_PRODUCT)

// Which library is ahead for a float product. Where all are small oneDNN is never loaded: that, and
// the code that it generates for its first product, take some 25 ms.
static bool dnnl_is_ahead(bool transpose_a, size_t m, size_t n, size_t k) {
  if (blas_has_small_kernels && m * n * k <= hillock_small_product) return false;
  if (!hillock_dnnl()->sgemm) return false;
  if (hillock_dnnl()->has_avx512) return true;
  // Measured, Zen 1 and 3: with A transposed, and its rows not apart, OpenBLAS is; so it is where
  // rows of C are no whole vectors.
  return !transpose_a && n >= 16;
}

// Answers how many columns of C it has computed: all, unless oneDNN fails.
static size_t multiply_by_dnnl(bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k,
                               const float *a, size_t lda, const float *b, size_t ldb, float beta,
                               float *c, size_t ldc) {
  const hillock_dnnl_library *dnnl = hillock_dnnl();
  hillock_dnnl_use_one_thread();
  bool holds = hillock_signals_hold();
  // Without AVX-512 it does better at some rows of a transposed B than at many (measured, Zen 1).
  size_t most = transpose_b && !dnnl->has_avx512 ? 128 : n;
  size_t first = 0;
  for (; first < n; first += most) {
    size_t columns = n - first < most ? n - first : most;
    if (dnnl->sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', (dnnl_dim_t)m,
                    (dnnl_dim_t)columns, (dnnl_dim_t)k, 1, a, (dnnl_dim_t)lda,
                    b + first * (transpose_b ? ldb : 1), (dnnl_dim_t)ldb, beta, c + first,
                    (dnnl_dim_t)ldc) != dnnl_success)
      break;
  }
  hillock_signals_release(holds);
  return first < n ? first : n;
}

void hillock_matrix_product_f32(bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k,
                                const float *a, size_t lda, const float *b, size_t ldb, float beta,
                                float *c, size_t ldc) {
  if (!transpose_a && multiply_row_f32(transpose_b, m, n, k, a, b, ldb, beta, c)) return;
  if (dnnl_is_ahead(transpose_a, m, n, k)) {
    size_t done =
        multiply_by_dnnl(transpose_a, transpose_b, m, n, k, a, lda, b, ldb, beta, c, ldc);
    if (done == n) return;
    n -= done;
    b += done * (transpose_b ? ldb : 1);
    c += done;
  }
  write_blas_memory();
  blas_product_f32(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
                   transpose_b ? CblasTrans : CblasNoTrans, (blasint)m, (blasint)n, (blasint)k, 1, a,
                   (blasint)lda, b, (blasint)ldb, beta, c, (blasint)ldc);
}

void hillock_matrix_product_f64(bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k,
                                const double *a, size_t lda, const double *b, size_t ldb,
                                double beta, double *c, size_t ldc) {
  if (!transpose_a && multiply_row_f64(transpose_b, m, n, k, a, b, ldb, beta, c)) return;
  write_blas_memory();
  blas_product_f64(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
                   transpose_b ? CblasTrans : CblasNoTrans, (blasint)m, (blasint)n, (blasint)k, 1, a,
                   (blasint)lda, b, (blasint)ldb, beta, c, (blasint)ldc);
}
