#include "hillock_table.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Every product that is added is an fma, and nothing else may become one: the levels would differ.
#pragma STDC FP_CONTRACT OFF

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { block = 128, last_in_binades = 0x437fffff };

/// What takes faint results back to where they are, and inputs next to 0 to where their products
/// are no subnormals.
static const float faintness = 0x1p-80f, brightness = 0x1p80f;
/// Inputs below 2^-95 are such, where the table is one of products.
static const uint32_t tiny_bits = (127 - 95) << 23;
/// The segments end at 2^8.
static const float far = 256;
static const uint32_t far_bits = 0x43800000;

#define SCALAR float
#define MASK int32_t
#define TABLE hillock_table
#define CALL hillock_table_call
#define WIDEST 16
#include "exceptional.h"

#define LANES 4
#define TARGET
#define NAME(name) plain_##name
#define LOOK_UP(from, p) ((plain_ints){from[(p)[0]], from[(p)[1]], from[(p)[2]], from[(p)[3]]})
#define ANY(mask) (__builtin_reduce_or(mask) != 0)
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define LOW_PAIRS(a, b) __builtin_shufflevector(a, b, 0, 2)
#define HIGH_PAIRS(a, b) __builtin_shufflevector(a, b, 1, 3)
#include "table_body.h"

/// A loop over whole blocks at a level that has no core.
#define RUN(level, lanes)                                                                         \
  for (size_t i = 0; i < n; i += block) {                                                         \
    size_t starts[block / lanes], count = 0, left = n - i < block ? n - i : block;                \
    for (; (count + 1) * lanes <= left; count += 1) starts[count] = i + count * lanes;            \
    level##_run_vectors(table, x, dy, y, starts, count, call, context);                           \
    size_t done = i + count * lanes, rest = left - count * lanes;                                 \
    if (rest) {                                                                                   \
      level##_run_rest(table, x + done, dy ? dy + done : NULL, y + done, rest, call, context);    \
    }                                                                                             \
  }

#if defined(__x86_64__)

#define LANES 8
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(name) avx2_##name
#define LOOK_UP(from, p) ((avx2_ints)_mm256_i32gather_epi32(from, (__m256i)(p), 4))
#define ANY(mask) (_mm256_movemask_ps((__m256)(mask)) != 0)
#define LOW(a, b) _mm256_unpacklo_ps(a, b)
#define HIGH(a, b) _mm256_unpackhi_ps(a, b)
#define LOW_PAIRS(a, b) _mm256_unpacklo_pd(a, b)
#define HIGH_PAIRS(a, b) _mm256_unpackhi_pd(a, b)
#include "table_body.h"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define LANES 16
#define TARGET AVX512
#define NAME(name) avx512_##name
#define LOOK_UP(from, p)           \
  ((avx512_ints)_mm512_permutex2var_epi32( \
      _mm512_loadu_si512(from), (__m512i)(p), _mm512_loadu_si512((from) + 16)))
#define ANY(mask) (_mm512_movepi32_mask((__m512i)(mask)) != 0)
#define FIELDS avx512_fields
/// Whole segments are loaded, two a vector, and then exchanged.
AVX512 ALWAYS_INLINE void avx512_fields(
    const char *segments, const volatile uint32_t *offsets, __m512 fields[8]) {
  __m512 rows[8], pairs[8], fours[8];
  for (int j = 0; j < 8; j += 1) {
    const int low = j < 4 ? j : j + 4;
    const float *first = (const float *)(segments + offsets[low]);
    const float *second = (const float *)(segments + offsets[low + 4]);
    rows[j] = _mm512_castps256_ps512(_mm256_loadu_ps(first));
    rows[j] = _mm512_insertf32x8(rows[j], _mm256_loadu_ps(second), 1);
  }
  for (int j = 0; j < 8; j += 2) {
    pairs[j] = _mm512_unpacklo_ps(rows[j], rows[j + 1]);
    pairs[j + 1] = _mm512_unpackhi_ps(rows[j], rows[j + 1]);
  }
  for (int j = 0; j < 8; j += 4) {
    for (int k = 0; k < 2; k += 1) {
      const __m512d a = _mm512_castps_pd(pairs[j + k]), b = _mm512_castps_pd(pairs[j + k + 2]);
      fours[j + 2 * k] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b));
      fours[j + 2 * k + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
    }
  }
  for (int k = 0; k < 4; k += 1) {
    fields[k] = _mm512_shuffle_f32x4(fours[k], fours[k + 4], 0x88);
    fields[k + 4] = _mm512_shuffle_f32x4(fours[k], fours[k + 4], 0xdd);
  }
}
#include "table_body.h"

/// The value with the other sign where `given`, of which the mask keeps the sign or nothing, has one.
AVX512 ALWAYS_INLINE __m512 avx512_signed(__m512 value, __m512 given, __m512i mask) {
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(
      _mm512_castps_si512(value), _mm512_castps_si512(given), mask, 0x78));
}

/// The sign's bit where the table's function is odd.
AVX512 ALWAYS_INLINE __m512i avx512_sign_mask(const hillock_table *table) {
  return _mm512_set1_epi32(table->is_odd ? INT32_MIN : 0);
}

/// 64 words: where bytes cannot be exchanged.
typedef struct {
  __m512i low, high;
} avx512_words;
AVX512 ALWAYS_INLINE avx512_words avx512_words_of(const uint8_t *cells) {
  return (avx512_words){
      _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)cells)),
      _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(cells + 32)))};
}

#define TARGET AVX512
#define NAME(name) avx512_words_##name
#define CELLS avx512_words
#define OF_CELLS(from) avx512_words_of(from)
#define CELL_AT(cells, index) \
  _mm512_maskz_permutex2var_epi16(0x55555555, (cells).low, index, (cells).high)
#include "table_core.h"

#define TARGET \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx2,fma")))
#define NAME(name) avx512_bytes_##name
#define CELLS __m512i
#define OF_CELLS(from) _mm512_loadu_si512(from)
#define CELL_AT(cells, index) _mm512_maskz_permutexvar_epi8(0x1111111111111111, index, cells)
#include "table_core.h"

hillock_table_level hillock_table_best_level(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    return hillock_table_plain;
  }
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl")) {
    return hillock_table_avx2;
  }
  return __builtin_cpu_supports("avx512vbmi") ? hillock_table_avx512_vbmi : hillock_table_avx512;
}

#else

hillock_table_level hillock_table_best_level(void) { return hillock_table_plain; }

#endif

void hillock_table_run(
    const hillock_table *table, hillock_table_level level, const float *x, const float *dy, float *y,
    size_t n, hillock_table_call call, const void *context) {
#if defined(__x86_64__)
  if (level == hillock_table_avx512_vbmi) {
    return avx512_bytes_run_with_core(table, x, dy, y, n, call, context);
  }
  if (level == hillock_table_avx512) {
    return avx512_words_run_with_core(table, x, dy, y, n, call, context);
  }
  if (level == hillock_table_avx2) {
    RUN(avx2, 8)
    return;
  }
#endif
  (void)level;
  RUN(plain, 4)
}
