// The segments that 32 registers' lanes hold, at one AVX-512 level: included by table.c with TARGET
// (the function attribute), NAME (which gives each name its level), CELLS, cells in registers, as
// OF_CELLS takes them from memory, and CELL_AT(cells, index): in each lane the byte of the 64 that
// the low six bits of `index` choose. What lies elsewhere is the table's in memory.

/// Sixteen inputs at a time by the segments that lie in registers; vectors in which one lies
/// elsewhere wait for the end of their block. `is_full`: there may be borders, roots or a marked 0.
TARGET ALWAYS_INLINE void NAME(run_core)(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context, bool is_product, bool is_full,
    bool is_mirrored) {
  __m512 low[3 + hillock_table_order], high[3 + hillock_table_order];
  for (int k = 0; k < 3 + hillock_table_order; k += 1) {
    low[k] = _mm512_loadu_ps(table->core[k]);
    high[k] = _mm512_loadu_ps(table->core[k] + 16);
  }
  const CELLS cells = OF_CELLS(table->core_cells);
  // 1.5 2^23, where floats are the integers, plus half the cells: the cell is in the low bits.
  const __m512 scale = _mm512_set1_ps(table->core_scale);
  const __m512 integers = _mm512_set1_ps(0x1.8p23f + hillock_table_cells / 2);
  const __m512i first = _mm512_set1_epi32(0x4b400000);
  const __m512i outside = _mm512_set1_epi32(-hillock_table_cells);
  const __m512i sign = avx512_sign_mask(table);
  for (size_t i = 0; i < n; i += block) {
    size_t waiting[block / 16], count = 0, end = n - i < block ? n : i + block;
    for (size_t j = i; j < end; j += 16) {
      const __m512 given = _mm512_loadu_ps(x + j);
      const __m512 input = is_mirrored ? _mm512_abs_ps(given) : given;
      __m512i cell = _mm512_castps_si512(_mm512_fmadd_round_ps(
          input, scale, integers, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC));
      // The permutations read five bits of it.
      __m512i index = CELL_AT(cells, cell);
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
        if (is_mirrored) result = avx512_signed(result, given, sign);
        if (!is_product && table->marks_zero) {
          __mmask16 zero = _mm512_cmp_ps_mask(input, _mm512_setzero_ps(), _CMP_EQ_OQ);
          __m512 special = _mm512_mask_mov_ps(
              _mm512_set1_ps(table->special[0]), _mm512_movepi32_mask(_mm512_castps_si512(given)),
              _mm512_set1_ps(table->special[1]));
          result = _mm512_mask_mov_ps(result, zero, special);
        }
      } else {
        result = is_product ? _mm512_fmadd_ps(input, lead, inner) : _mm512_add_ps(lead, inner);
        if (is_mirrored) result = avx512_signed(result, given, sign);
      }
      if (dy) result = _mm512_mul_ps(_mm512_loadu_ps(dy + j), result);
      _mm512_storeu_ps(y + j, result);
    }
    if (count) avx512_run_vectors(table, x, dy, y, waiting, count, call, context);
  }
}

#define CORE(name, product, full, mirrored)                                            \
  TARGET static __attribute__((noinline)) void NAME(name)(                             \
      const hillock_table *table, const float *x, const float *dy, float *y, size_t n, \
      hillock_table_call call, const void *context) {                                  \
    if (dy) {                                                                          \
      NAME(run_core)(table, x, dy, y, n, call, context, product, full, mirrored);      \
    } else {                                                                           \
      NAME(run_core)(table, x, NULL, y, n, call, context, product, full, mirrored);    \
    }                                                                                  \
  }
CORE(run_plain, false, false, false)
CORE(run_product, true, false, false)
CORE(run_full_plain, false, true, false)
CORE(run_full_product, true, true, false)
CORE(run_mirrored, false, false, true)
CORE(run_mirrored_product, true, false, true)
CORE(run_full_mirrored, false, true, true)
CORE(run_full_mirrored_product, true, true, true)

/// A kernel of whole vectors.
typedef void (*NAME(kernel))(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context);

/// The kernel of a table's core.
static NAME(kernel) NAME(core)(const hillock_table *table) {
  static const NAME(kernel) kernels[8] = {
      NAME(run_plain),         NAME(run_product),          NAME(run_full_plain),
      NAME(run_full_product),  NAME(run_mirrored),         NAME(run_mirrored_product),
      NAME(run_full_mirrored), NAME(run_full_mirrored_product),
  };
  const bool is_full = table->border_count > 0 || table->core_roots != 0 ||
                       (table->marks_zero && !table->is_product);
  return kernels[4 * table->is_mirrored + 2 * is_full + table->is_product];
}

/// Some vectors of the wide core at once: all wait for one field, instead of each for its own next
/// one, or too few are under way.
TARGET ALWAYS_INLINE void NAME(wide_group)(
    const hillock_table *table, const float *x, const float *dy, float *y, bool is_product,
    bool is_mirrored, const int group) {
  const __m512 scale = _mm512_set1_ps(table->direct_scale), integers = _mm512_set1_ps(0x1.8p23f);
  const CELLS places = OF_CELLS(table->direct_cells);
  const __m512i sign = avx512_sign_mask(table);
  __m512 t[group], inner[group];
  __m512i place[group];
  __mmask16 beyond[group];
#define EACH(j) _Pragma("clang loop unroll(full)") for (int j = 0; j < group; j += 1)
  // Five bits of the place choose from two registers; where it has one more, four from the third.
#define FIELD(k, j)                                                                         \
  _mm512_mask_permutexvar_ps(                                                               \
      _mm512_permutex2var_ps(                                                               \
          _mm512_loadu_ps(table->direct[k]), place[j], _mm512_loadu_ps(table->direct[k] + 16)), \
      beyond[j], place[j], _mm512_loadu_ps(table->direct[k] + 32))
  EACH(j) {
    const __m512 given = _mm512_loadu_ps(x + 16 * j);
    t[j] = is_mirrored ? _mm512_abs_ps(given) : given;
    const __m512 cell = _mm512_fmadd_round_ps(
        t[j], scale, integers, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    place[j] = CELL_AT(places, _mm512_castps_si512(cell));
    beyond[j] = _mm512_test_epi32_mask(place[j], _mm512_set1_epi32(0x20));
  }
  EACH(j) t[j] = _mm512_sub_ps(t[j], FIELD(0, j));
  EACH(j) inner[j] = FIELD(2 + hillock_table_order, j);
  for (int k = 1 + hillock_table_order; k >= 4; k -= 1) {
    EACH(j) inner[j] = _mm512_fmadd_ps(t[j], inner[j], FIELD(k, j));
  }
  EACH(j) inner[j] = _mm512_fmadd_ps(_mm512_mul_ps(t[j], t[j]), inner[j], FIELD(2, j));
  EACH(j) inner[j] = _mm512_fmadd_ps(t[j], FIELD(3, j), inner[j]);
  EACH(j) {
    const __m512 given = _mm512_loadu_ps(x + 16 * j);
    const __m512 input = is_mirrored ? _mm512_abs_ps(given) : given;
    const __mmask16 rooted = _mm512_test_epi32_mask(place[j], _mm512_set1_epi32(0x40));
    const __m512 u = _mm512_mask_mov_ps(is_product ? input : _mm512_set1_ps(1), rooted, t[j]);
    __m512 result = _mm512_fmadd_ps(u, FIELD(1, j), inner[j]);
    if (is_mirrored) result = avx512_signed(result, given, sign);
    if (dy) result = _mm512_mul_ps(_mm512_loadu_ps(dy + 16 * j), result);
    _mm512_storeu_ps(y + 16 * j, result);
  }
#undef FIELD
#undef EACH
}

/// As the core does, with less to find out: an input's cell is its segment, or tells it, and where
/// centres are lower ends, what |x| has beyond their binary `places` is its distance (0 where they
/// are not). From a block in which an input is beyond the cells, nearly 0 or no number, the core goes
/// on for some blocks: where there is one such there are more.
TARGET ALWAYS_INLINE void NAME(run_direct)(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context, bool is_product, bool is_mirrored, bool is_wide,
    int order, int places) {
  __m512 low[3 + hillock_table_order], high[3 + hillock_table_order];
  for (int k = 0; k < 3 + order; k += 1) {
    low[k] = _mm512_loadu_ps(table->direct[k]);
    high[k] = _mm512_loadu_ps(table->direct[k] + 16);
  }
  const __m512 scale = _mm512_set1_ps(table->direct_scale);
  const __m512 integers = _mm512_set1_ps(0x1.8p23f);
  enum { truncated = _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC };
  // Where the cells end, and 2^64 times less: between them lie 64 exponents, so that two bits of the
  // difference tell.
  const int cells = is_wide ? hillock_table_cells : hillock_table_core;
  const float edge = (is_mirrored ? 1 : 0.5f) * cells / table->direct_scale;
  const __m512i least = _mm512_castps_si512(_mm512_set1_ps(edge * 0x1p-64f));
  const __m512i outside = _mm512_set1_epi32(0x60000000), sign = avx512_sign_mask(table);
  for (size_t i = 0, end; i < n; i = end) {
    end = n - i < block ? n : i + block;
    __m512i seen = _mm512_setzero_si512();
    size_t k = i;
    for (; k + 32 <= end; k += 32) {
      const __m512i one = _mm512_sub_epi32(_mm512_loadu_si512(x + k), least);
      const __m512i other = _mm512_sub_epi32(_mm512_loadu_si512(x + k + 16), least);
      seen = _mm512_ternarylogic_epi32(seen, one, other, 0xfe);  // the union
    }
    if (k < end) seen = _mm512_or_si512(seen, _mm512_sub_epi32(_mm512_loadu_si512(x + k), least));
    if (__builtin_expect(_mm512_test_epi32_mask(seen, outside) != 0, 0)) {
      end = n - i < 8 * block ? n : i + 8 * block;
      NAME(core)(table)(table, x + i, dy ? dy + i : NULL, y + i, end - i, call, context);
      continue;
    }
    size_t j = i;
    if (is_wide) {
      for (; j + 64 <= end; j += 64) {
        NAME(wide_group)(table, x + j, dy ? dy + j : NULL, y + j, is_product, is_mirrored, 4);
      }
      for (; j < end; j += 16) {
        NAME(wide_group)(table, x + j, dy ? dy + j : NULL, y + j, is_product, is_mirrored, 1);
      }
      continue;
    }
    for (; j < end; j += 16) {
      const __m512 given = _mm512_loadu_ps(x + j);
      const __m512 input = is_mirrored ? _mm512_abs_ps(given) : given;
      const __m512i index = _mm512_castps_si512(_mm512_fmadd_round_ps(
          input, scale, integers, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC));
#define FIELD(k) _mm512_permutex2var_ps(low[k], index, high[k])
      const __m512 t = places == 3   ? _mm512_reduce_ps(input, 0x30 | truncated)
                       : places == 2 ? _mm512_reduce_ps(input, 0x20 | truncated)
                                     : _mm512_sub_ps(input, FIELD(0));
      __m512 inner = FIELD(2 + order);
      for (int k = 1 + order; k >= 4; k -= 1) inner = _mm512_fmadd_ps(t, inner, FIELD(k));
      inner = _mm512_fmadd_ps(_mm512_mul_ps(t, t), inner, FIELD(2));
      inner = _mm512_fmadd_ps(t, FIELD(3), inner);
      const __m512 lead = FIELD(1);
#undef FIELD
      __m512 result =
          is_product ? _mm512_fmadd_ps(input, lead, inner) : _mm512_add_ps(lead, inner);
      if (is_mirrored) result = avx512_signed(result, given, sign);
      if (dy) result = _mm512_mul_ps(_mm512_loadu_ps(dy + j), result);
      _mm512_storeu_ps(y + j, result);
    }
  }
}

#define DIRECT(name, product, mirrored, wide, order, places)                                \
  TARGET static __attribute__((noinline)) void NAME(name)(                                  \
      const hillock_table *table, const float *x, const float *dy, float *y, size_t n,      \
      hillock_table_call call, const void *context) {                                       \
    if (dy) {                                                                               \
      NAME(run_direct)(table, x, dy, y, n, call, context, product, mirrored, wide, order,   \
                        places);                                                            \
    } else {                                                                                \
      NAME(run_direct)(table, x, NULL, y, n, call, context, product, mirrored, wide, order, \
                        places);                                                            \
    }                                                                                       \
  }
#define BOTH(name, product, mirrored, places)             \
  DIRECT(name##_5, product, mirrored, false, 5, places)   \
  DIRECT(name##_6, product, mirrored, false, 6, places)
BOTH(direct, false, false, 0)
BOTH(direct_product, true, false, 0)
BOTH(direct_mirrored, false, true, 0)
BOTH(direct_mirrored_product, true, true, 0)
// To 8, and to 4.
BOTH(direct_far, false, true, 2)
BOTH(direct_far_product, true, true, 2)
BOTH(direct_near, false, true, 3)
BOTH(direct_near_product, true, true, 3)
DIRECT(wide, false, false, true, 6, 0)
DIRECT(wide_product, true, false, true, 6, 0)
DIRECT(wide_mirrored, false, true, true, 6, 0)
DIRECT(wide_mirrored_product, true, true, true, 6, 0)

static NAME(kernel) NAME(direct)(const hillock_table *table) {
#define ORDERS(name) \
  {{NAME(name##_5), NAME(name##_6)}, {NAME(name##_product_5), NAME(name##_product_6)}}
  static const NAME(kernel) kernels[4][2][2] = {
      ORDERS(direct), ORDERS(direct_mirrored), ORDERS(direct_far), ORDERS(direct_near),
  };
  static const NAME(kernel) wide[2][2] = {
      {NAME(wide), NAME(wide_product)}, {NAME(wide_mirrored), NAME(wide_mirrored_product)}};
  if (table->direct_is_wide) return wide[table->is_mirrored][table->is_product];
  const int kind = table->direct_places ? table->direct_places : table->is_mirrored;
  return kernels[kind][table->is_product][table->direct_order == 6];
}

static void NAME(run_with_core)(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  const size_t whole = n & ~(size_t)15;
  const NAME(kernel) kernel = table->direct_order ? NAME(direct)(table) : NAME(core)(table);
  kernel(table, x, dy, y, whole, call, context);
  if (whole < n) {
    avx512_run_rest(
        table, x + whole, dy ? dy + whole : NULL, y + whole, n - whole, call, context);
  }
}

#undef TARGET
#undef NAME
#undef CELLS
#undef OF_CELLS
#undef CELL_AT
#undef CORE
#undef BOTH
#undef DIRECT
#undef ORDERS
