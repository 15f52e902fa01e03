#include "hillock_table.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Every product that is added is an fmaf, and nothing else may become one: the levels would differ.
#pragma STDC FP_CONTRACT OFF

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { block = 64 };

/// Inputs closer to 0 are left to the function: products with them would be subnormal.
static const float smallest = 0x1p-100f;

ALWAYS_INLINE float polynomial(
    float x, float kind, float centre, float lead, float rest, const float q[]) {
  float t = x - centre;
  float sum = q[hillock_table_order - 1];
  for (int k = hillock_table_order - 2; k >= 0; k -= 1) sum = __builtin_fmaf(t, sum, q[k]);
  float factor = kind == hillock_segment_plain ? 1.0f : t;
  return __builtin_fmaf(factor, lead, __builtin_fmaf(t, sum, rest));
}

float hillock_segment_value(const hillock_segment *segment, float x) {
  return polynomial(
      x, segment->kind, segment->centre, segment->lead, segment->rest, segment->q);
}

/// The fields of all segments, each an array of its own: what a vector gathers from.
typedef struct {
  const float *kind, *centre, *lead, *rest, *q[hillock_table_order];
} columns;

ALWAYS_INLINE columns columns_of(const hillock_table *table) {
  const float *field = table->fields;
  size_t stride = table->stride;
  columns of = {field, field + stride, field + 2 * stride, field + 3 * stride, {0}};
  for (int k = 0; k < hillock_table_order; k += 1) of.q[k] = field + (size_t)(4 + k) * stride;
  return of;
}

/// One input by the table in memory; 0 where the table has no answer.
ALWAYS_INLINE int32_t look_up(
    const int32_t *base, const float *scale, const columns *of, float x, float *y) {
  float magnitude = __builtin_fabsf(x);
  int32_t is_usual = (magnitude >= smallest) & (magnitude < __builtin_inff());
  x = is_usual ? x : 1.0f;
  float place = x * 2;
  place = place > -257 ? place : -257;
  place = place < 256 ? place : 256;
  int32_t cell = (int32_t)__builtin_floorf(place) + 257;
  int32_t row = base[cell] + (int32_t)__builtin_floorf(x * scale[cell]);
  float q[hillock_table_order];
  for (int k = 0; k < hillock_table_order; k += 1) q[k] = of->q[k][row];
  float kind = of->kind[row];
  *y = polynomial(x, kind, of->centre[row], of->lead[row], of->rest[row], q);
  return is_usual & (kind >= 0);
}

/// One input that the polynomials leave out.
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

/// At most `block` inputs by the table in memory.
ALWAYS_INLINE void run_block(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  // Whole vectors, so that the loop is made of them; what is not an input is 1.
  float inputs[block], results[block];
  int32_t answered[block], missing = 0;
  for (size_t i = 0; i < block; i += 1) inputs[i] = 1;
  memcpy(inputs, x, n * sizeof(float));
  const columns of = columns_of(table);
  const int32_t *base = table->base;
  const float *scale = table->scale;
  const size_t rounded = (n + 15) / 16 * 16;
#pragma clang loop vectorize(enable) interleave(disable)
  for (size_t i = 0; i < rounded; i += 1) {
    answered[i] = look_up(base, scale, &of, inputs[i], &results[i]);
  }
  for (size_t i = 0; i < n; i += 1) missing |= !answered[i];
  if (dy) {
    for (size_t i = 0; i < n; i += 1) results[i] = dy[i] * results[i];
  }
  if (missing) {
    for (size_t i = 0; i < n; i += 1) {
      if (answered[i]) continue;
      results[i] = exceptional(table, x[i], dy ? dy + i : NULL, call, context);
    }
  }
  // x, which y may be, is read above.
  memcpy(y, results, n * sizeof(float));
}

ALWAYS_INLINE void run_blocks(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  for (size_t i = 0; i < n; i += block) {
    size_t count = n - i < block ? n - i : block;
    run_block(table, x + i, dy ? dy + i : NULL, y + i, count, call, context);
  }
}

static void run_plain(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  if (dy) {
    run_blocks(table, x, dy, y, n, call, context);
  } else {
    run_blocks(table, x, NULL, y, n, call, context);
  }
}

#if defined(__x86_64__)

__attribute__((target("avx2,fma"))) static void run_avx2(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  if (dy) {
    run_blocks(table, x, dy, y, n, call, context);
  } else {
    run_blocks(table, x, NULL, y, n, call, context);
  }
}

#define AVX512 __attribute__((target("avx512f,avx2,fma")))

/// The inputs after the last sixteen.
AVX512 static __attribute__((noinline)) void run_rest(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  if (dy) {
    run_block(table, x, dy, y, n, call, context);
  } else {
    run_block(table, x, NULL, y, n, call, context);
  }
}

/// Sixteen inputs whose segments lie anywhere: page after page of 32 segments, each page for all
/// inputs that lie in it. That is faster than to gather each coefficient for itself.
AVX512 static __attribute__((noinline)) void run_pages(
    const hillock_table *table, __m512 input, const float *x, const float *dy, float *y,
    hillock_table_call call, const void *context) {
  const __m512 magnitude = _mm512_abs_ps(input), one = _mm512_set1_ps(1);
  __mmask16 usual = _mm512_cmp_ps_mask(magnitude, _mm512_set1_ps(smallest), _CMP_GE_OQ) &
                    _mm512_cmp_ps_mask(magnitude, _mm512_set1_ps(__builtin_inff()), _CMP_LT_OQ);
  input = _mm512_mask_mov_ps(one, usual, input);
  __m512 place = _mm512_mul_ps(input, _mm512_set1_ps(2));
  place = _mm512_max_ps(place, _mm512_set1_ps(-257));
  place = _mm512_min_ps(place, _mm512_set1_ps(256));
#define FLOOR(v) _mm512_cvt_roundps_epi32(v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)
  __m512i cell = _mm512_add_epi32(FLOOR(place), _mm512_set1_epi32(257));
  __m512 scale = _mm512_i32gather_ps(cell, table->scale, 4);
  __m512i base = _mm512_i32gather_epi32(cell, table->base, 4);
  __m512i row = _mm512_add_epi32(base, FLOOR(_mm512_mul_ps(input, scale)));
#undef FLOOR
  const __m512i pages = _mm512_srli_epi32(row, 5);
  int32_t numbers[16];
  _mm512_storeu_si512(numbers, pages);
  __m512 fields[4 + hillock_table_order];
  for (int k = 0; k < 4 + hillock_table_order; k += 1) fields[k] = one;
  for (__mmask16 left = 0xffff; left != 0;) {
    int32_t page = numbers[__builtin_ctz(left)];
    __mmask16 here = _mm512_mask_cmpeq_epi32_mask(left, pages, _mm512_set1_epi32(page));
    left &= (__mmask16)~here;
    const float *field = table->fields + (size_t)page * 32;
    for (int k = 0; k < 4 + hillock_table_order; k += 1, field += table->stride) {
      __m512 values = _mm512_permutex2var_ps(
          _mm512_loadu_ps(field), row, _mm512_loadu_ps(field + 16));
      fields[k] = _mm512_mask_mov_ps(fields[k], here, values);
    }
  }
  __m512 t = _mm512_sub_ps(input, fields[1]);
  __m512 sum = fields[3 + hillock_table_order];
  for (int k = 2 + hillock_table_order; k >= 4; k -= 1) sum = _mm512_fmadd_ps(t, sum, fields[k]);
  __mmask16 has_root = _mm512_cmp_ps_mask(fields[0], one, _CMP_NEQ_OQ);
  __m512 factor = _mm512_mask_mov_ps(one, has_root, t);
  __m512 result = _mm512_fmadd_ps(factor, fields[2], _mm512_fmadd_ps(t, sum, fields[3]));
  if (dy) result = _mm512_mul_ps(_mm512_loadu_ps(dy), result);
  __mmask16 answered = _mm512_mask_cmp_ps_mask(
      usual, fields[0], _mm512_setzero_ps(), _CMP_GE_OQ);
  if (__builtin_expect(answered == 0xffff, 1)) {
    _mm512_storeu_ps(y, result);
    return;
  }
  float results[16];
  _mm512_storeu_ps(results, result);
  for (int i = 0; i < 16; i += 1) {
    if (answered >> i & 1) continue;
    results[i] = exceptional(table, x[i], dy ? dy + i : NULL, call, context);
  }
  memcpy(y, results, sizeof results);
}

AVX512 ALWAYS_INLINE void run_registers(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  __m512 low[3 + hillock_table_order], high[3 + hillock_table_order];
  for (int k = 0; k < 3 + hillock_table_order; k += 1) {
    low[k] = _mm512_loadu_ps(table->core[k]);
    high[k] = _mm512_loadu_ps(table->core[k] + 16);
  }
  const __m512 scale = _mm512_set1_ps(table->core_scale), one = _mm512_set1_ps(1);
  const __m512i usable = _mm512_set1_epi32((int32_t)table->core_usable);
  const __m512i roots = _mm512_set1_epi32((int32_t)table->core_roots);
  const __m512i bit = _mm512_set1_epi32(1), middle = _mm512_set1_epi32(hillock_table_core / 2);
  const __m512 least = _mm512_set1_ps(smallest);
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    __m512 input = _mm512_loadu_ps(x + i);
    __m512i index = _mm512_add_epi32(
        middle, _mm512_cvt_roundps_epi32(
                    _mm512_mul_ps(input, scale), _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC));
    // An index beyond 31 shifts everything out.
    __mmask16 within = _mm512_test_epi32_mask(_mm512_srlv_epi32(usable, index), bit);
    within = _mm512_mask_cmp_ps_mask(within, _mm512_abs_ps(input), least, _CMP_GE_OQ);
    if (__builtin_expect(within != 0xffff, 0)) {
      run_pages(table, input, x + i, dy ? dy + i : NULL, y + i, call, context);
      continue;
    }
#define COEFFICIENT(k) _mm512_permutex2var_ps(low[k], index, high[k])
    __m512 t = _mm512_sub_ps(input, COEFFICIENT(0));
    __m512 sum = COEFFICIENT(2 + hillock_table_order);
    for (int k = 1 + hillock_table_order; k >= 2; k -= 1) {
      sum = _mm512_fmadd_ps(t, sum, COEFFICIENT(k));
    }
    __mmask16 has_root = _mm512_test_epi32_mask(_mm512_srlv_epi32(roots, index), bit);
    __m512 factor = _mm512_mask_mov_ps(one, has_root, t);
    __m512 result = _mm512_fmadd_ps(factor, COEFFICIENT(1), sum);
#undef COEFFICIENT
    if (dy) result = _mm512_mul_ps(_mm512_loadu_ps(dy + i), result);
    _mm512_storeu_ps(y + i, result);
  }
  if (i < n) run_rest(table, x + i, dy ? dy + i : NULL, y + i, n - i, call, context);
}

AVX512 static void run_avx512(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  if (dy) {
    run_registers(table, x, dy, y, n, call, context);
  } else {
    run_registers(table, x, NULL, y, n, call, context);
  }
}

hillock_table_level hillock_table_best_level(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    return hillock_table_plain;
  }
  return __builtin_cpu_supports("avx512f") ? hillock_table_avx512 : hillock_table_avx2;
}

#else

hillock_table_level hillock_table_best_level(void) { return hillock_table_plain; }

#endif

void hillock_table_run(
    const hillock_table *table, hillock_table_level level, const float *x, const float *dy, float *y,
    size_t n, hillock_table_call call, const void *context) {
#if defined(__x86_64__)
  if (level == hillock_table_avx512) return run_avx512(table, x, dy, y, n, call, context);
  if (level == hillock_table_avx2) return run_avx2(table, x, dy, y, n, call, context);
#endif
  (void)level;
  run_plain(table, x, dy, y, n, call, context);
}
