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

/// One input for which the table has no number.
static float exceptional(
    const hillock_table *table, float x, const float *dy, hillock_table_call call,
    const void *context) {
  float magnitude = __builtin_fabsf(x), y;
  if (magnitude == 0 || magnitude == __builtin_inff()) {
    y = table->special[(magnitude == 0 ? 0 : 2) + (__builtin_signbit(x) != 0)];
    return dy ? *dy * y : y;
  }
  call(context, &x, dy, &y, 1);
  return y;
}

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

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx2,fma")))
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

/// Sixteen inputs at a time by the segments that lie in registers; vectors in which one lies
/// elsewhere wait for the end of their block. `is_full`: there may be borders, roots or a marked 0.
AVX512 ALWAYS_INLINE void avx512_run_core(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context, bool is_product, bool is_full) {
  __m512 low[3 + hillock_table_order], high[3 + hillock_table_order];
  for (int k = 0; k < 3 + hillock_table_order; k += 1) {
    low[k] = _mm512_loadu_ps(table->core[k]);
    high[k] = _mm512_loadu_ps(table->core[k] + 16);
  }
  const __m512i cells = _mm512_loadu_si512(table->core_cells);
  // 1.5 2^23, where floats are the integers, plus half the cells: the cell is in the low bits.
  const __m512 scale = _mm512_set1_ps(table->core_scale);
  const __m512 integers = _mm512_set1_ps(0x1.8p23f + hillock_table_cells / 2);
  const __m512i first = _mm512_set1_epi32(0x4b400000);
  const __m512i outside = _mm512_set1_epi32(-hillock_table_cells);
  for (size_t i = 0; i < n; i += block) {
    size_t waiting[block / 16], count = 0, end = n - i < block ? n : i + block;
    for (size_t j = i; j < end; j += 16) {
      __m512 input = _mm512_loadu_ps(x + j);
      __m512i cell = _mm512_castps_si512(_mm512_fmadd_round_ps(
          input, scale, integers, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC));
      // The low byte of each lane; the permutations read five bits of it.
      __m512i index = _mm512_maskz_permutexvar_epi8(0x1111111111111111, cell, cells);
      // (cell ^ first) | index
      __m512i found = _mm512_ternarylogic_epi32(cell, first, index, 0xbe);
      __mmask16 misses = _mm512_test_epi32_mask(found, outside);
      // The exponent of what is below 2^-95 has none of these bits.
      if (is_product) {
        misses |= _mm512_testn_epi32_mask(
            _mm512_castps_si512(input), _mm512_set1_epi32(0x70000000));
      }
      if (__builtin_expect(misses != 0, 0)) {
        waiting[count++] = j;
        continue;
      }
      if (is_full) {
        for (int32_t k = 0; k < table->border_count; k += 1) {
          __mmask16 above =
              _mm512_cmp_ps_mask(input, _mm512_set1_ps(table->borders[k]), _CMP_GE_OQ);
          index = _mm512_mask_add_epi32(index, above, index, _mm512_set1_epi32(1));
        }
      }
#define FIELD(k) _mm512_permutex2var_ps(low[k], index, high[k])
      __m512 t = _mm512_sub_ps(input, FIELD(0));
      __m512 inner = FIELD(2 + hillock_table_order);
      for (int k = 1 + hillock_table_order; k >= 4; k -= 1) {
        inner = _mm512_fmadd_ps(t, inner, FIELD(k));
      }
      inner = _mm512_fmadd_ps(_mm512_mul_ps(t, t), inner, FIELD(2));
      inner = _mm512_fmadd_ps(t, FIELD(3), inner);
      __m512 lead = FIELD(1), result;
#undef FIELD
      if (is_full) {
        const __m512 one = _mm512_set1_ps(1);
        __m512i place = _mm512_and_si512(index, _mm512_set1_epi32(hillock_table_core - 1));
        __m512i bit = _mm512_sllv_epi32(_mm512_set1_epi32(1), place);
        __mmask16 rooted =
            _mm512_test_epi32_mask(bit, _mm512_set1_epi32((int32_t)table->core_roots));
        __m512 u = _mm512_mask_mov_ps(is_product ? input : one, rooted, t);
        result = _mm512_fmadd_ps(u, lead, inner);
        if (!is_product && table->marks_zero) {
          __mmask16 zero = _mm512_cmp_ps_mask(input, _mm512_setzero_ps(), _CMP_EQ_OQ);
          __m512 special = _mm512_mask_mov_ps(
              _mm512_set1_ps(table->special[0]), _mm512_movepi32_mask(_mm512_castps_si512(input)),
              _mm512_set1_ps(table->special[1]));
          result = _mm512_mask_mov_ps(result, zero, special);
        }
      } else if (is_product) {
        result = _mm512_fmadd_ps(input, lead, inner);
      } else {
        result = _mm512_add_ps(lead, inner);
      }
      if (dy) result = _mm512_mul_ps(_mm512_loadu_ps(dy + j), result);
      _mm512_storeu_ps(y + j, result);
    }
    if (count) avx512_run_vectors(table, x, dy, y, waiting, count, call, context);
  }
}

#define CORE(name, product, full)                                                             \
  AVX512 static __attribute__((noinline)) void name(                                          \
      const hillock_table *table, const float *x, const float *dy, float *y, size_t n,        \
      hillock_table_call call, const void *context) {                                         \
    if (dy) {                                                                                 \
      avx512_run_core(table, x, dy, y, n, call, context, product, full);                      \
    } else {                                                                                  \
      avx512_run_core(table, x, NULL, y, n, call, context, product, full);                    \
    }                                                                                         \
  }
CORE(avx512_run_plain, false, false)
CORE(avx512_run_product, true, false)
CORE(avx512_run_full_plain, false, true)
CORE(avx512_run_full_product, true, true)

static void run_avx512(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  const size_t whole = n & ~(size_t)15;
  const bool is_full = table->border_count > 0 || table->core_roots != 0 ||
                       (table->marks_zero && !table->is_product);
  if (is_full) {
    (table->is_product ? avx512_run_full_product : avx512_run_full_plain)(
        table, x, dy, y, whole, call, context);
  } else {
    (table->is_product ? avx512_run_product : avx512_run_plain)(
        table, x, dy, y, whole, call, context);
  }
  if (whole < n) {
    avx512_run_rest(
        table, x + whole, dy ? dy + whole : NULL, y + whole, n - whole, call, context);
  }
}

hillock_table_level hillock_table_best_level(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    return hillock_table_plain;
  }
  bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512vbmi");
  return has_avx512 ? hillock_table_avx512 : hillock_table_avx2;
}

#else

hillock_table_level hillock_table_best_level(void) { return hillock_table_plain; }

#endif

void hillock_table_run(
    const hillock_table *table, hillock_table_level level, const float *x, const float *dy, float *y,
    size_t n, hillock_table_call call, const void *context) {
#if defined(__x86_64__)
  if (level == hillock_table_avx512) return run_avx512(table, x, dy, y, n, call, context);
  if (level == hillock_table_avx2) {
    RUN(avx2, 8)
    return;
  }
#endif
  (void)level;
  RUN(plain, 4)
}
