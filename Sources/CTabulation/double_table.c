#include "hillock_double_table.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Every product that is added is an fma, and nothing else may become one: the levels would differ.
#pragma STDC FP_CONTRACT OFF

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { block = 128 };

/// The segments end at 2^6.
static const double far_double = 0x1p6;
static const uint64_t far_double_bits = (uint64_t)(1023 + hillock_double_far) << 52;

#define SCALAR double
#define MASK int64_t
#define TABLE hillock_double_table
#define CALL hillock_double_table_call
#define WIDEST 8
#include "exceptional.h"

typedef double plain_doubles __attribute__((vector_size(16)));
/// Four fields of each segment: row by row in memory, field by field in `fields`.
ALWAYS_INLINE void plain_fields(
    const char *segments, const volatile uint64_t *offsets, plain_doubles fields[4]) {
  double rows[2][4];
  for (int j = 0; j < 2; j += 1) memcpy(rows[j], segments + offsets[j], sizeof rows[j]);
  for (int k = 0; k < 4; k += 1) fields[k] = (plain_doubles){rows[0][k], rows[1][k]};
}

#define LANES 2
#define TARGET
#define NAME(name) plain_##name
#define LOOK_UP(from, p) ((plain_ints){from[(p)[0]], from[(p)[1]]})
#define FIELDS plain_fields
#include "double_table_body.h"

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,fma")))
/// The offsets are volatile, so that they are loaded one by one: extracting them from a vector that
/// the compiler thinks of takes longer.
AVX2 ALWAYS_INLINE void avx2_fields(
    const char *segments, const volatile uint64_t *offsets, __m256d fields[4]) {
  __m256d rows[4];
  for (int j = 0; j < 4; j += 1) rows[j] = _mm256_loadu_pd((const double *)(segments + offsets[j]));
  const __m256d a = _mm256_unpacklo_pd(rows[0], rows[1]), b = _mm256_unpacklo_pd(rows[2], rows[3]);
  const __m256d c = _mm256_unpackhi_pd(rows[0], rows[1]), d = _mm256_unpackhi_pd(rows[2], rows[3]);
  fields[0] = _mm256_permute2f128_pd(a, b, 0x20);
  fields[1] = _mm256_permute2f128_pd(c, d, 0x20);
  fields[2] = _mm256_permute2f128_pd(a, b, 0x31);
  fields[3] = _mm256_permute2f128_pd(c, d, 0x31);
}

#define LANES 4
#define TARGET AVX2
#define NAME(name) avx2_##name
#define LOOK_UP(from, p) \
  ((avx2_ints)_mm256_cvtepi32_epi64(_mm256_i64gather_epi32(from, (__m256i)(p), 4)))
#define FIELDS avx2_fields
#include "double_table_body.h"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
/// Rows are loaded in such pairs that two exchanges put all lanes in their order.
AVX512 ALWAYS_INLINE void avx512_fields(
    const char *segments, const volatile uint64_t *offsets, __m512d fields[4]) {
  static const int pairs[4][2] = {{0, 2}, {1, 3}, {4, 6}, {5, 7}};
  __m512d rows[4];
  for (int j = 0; j < 4; j += 1) {
    const double *first = (const double *)(segments + offsets[pairs[j][0]]);
    const double *second = (const double *)(segments + offsets[pairs[j][1]]);
    rows[j] = _mm512_castpd256_pd512(_mm256_loadu_pd(first));
    rows[j] = _mm512_insertf64x4(rows[j], _mm256_loadu_pd(second), 1);
  }
  const __m512d a = _mm512_unpacklo_pd(rows[0], rows[1]), b = _mm512_unpacklo_pd(rows[2], rows[3]);
  const __m512d c = _mm512_unpackhi_pd(rows[0], rows[1]), d = _mm512_unpackhi_pd(rows[2], rows[3]);
  fields[0] = _mm512_shuffle_f64x2(a, b, 0x88);
  fields[1] = _mm512_shuffle_f64x2(c, d, 0x88);
  fields[2] = _mm512_shuffle_f64x2(a, b, 0xdd);
  fields[3] = _mm512_shuffle_f64x2(c, d, 0xdd);
}

#define LANES 8
#define TARGET AVX512
#define NAME(name) avx512_##name
#define LOOK_UP(from, p)                                \
  ((avx512_ints)_mm512_permutex2var_epi32(              \
       _mm512_loadu_si512(from), (__m512i)(p), _mm512_loadu_si512((from) + 16)) & \
   UINT32_MAX)
#define FIELDS avx512_fields
#include "double_table_body.h"

#include "double_table_core.h"

#endif

void hillock_double_table_run(
    const hillock_double_table *table, hillock_table_level level, const double *x, const double *dy,
    double *y, size_t n, hillock_double_table_call call, const void *context) {
#if defined(__x86_64__)
  if (level >= hillock_table_avx512) {
    return avx512_run_with_core(table, x, dy, y, n, call, context);
  }
  if (level == hillock_table_avx2) return avx2_run(table, x, dy, y, n, call, context);
#endif
  (void)level;
  plain_run(table, x, dy, y, n, call, context);
}
