// The polynomials of 16 or 32 cells of one width around 0, chosen lane by lane from registers:
// included by double_table.c after the AVX-512 level of the table in memory, which takes groups in
// which an input lies elsewhere.

/// One coefficient of each lane's cell.
AVX512 ALWAYS_INLINE __m512d avx512_of_cells(
    const double *row, __m512i cell, __mmask8 upper, bool is_fine) {
  const __m512d low = _mm512_permutex2var_pd(_mm512_loadu_pd(row), cell, _mm512_loadu_pd(row + 8));
  if (!is_fine) return low;
  const __m512d high =
      _mm512_permutex2var_pd(_mm512_loadu_pd(row + 16), cell, _mm512_loadu_pd(row + 24));
  return _mm512_mask_mov_pd(low, upper, high);
}

/// Whole groups of some vectors each; returns how many inputs they are. The vectors of a group share
/// the loads of coefficients, and each waits for the others instead of for itself. `is_fine`: 32 cells.
AVX512 ALWAYS_INLINE size_t avx512_run_direct(
    const hillock_double_table *table, const double *x, const double *dy, double *y, size_t n,
    hillock_double_table_call call, const void *context, bool is_product, bool is_fine,
    bool is_mirrored, const int group) {
  const int order = table->direct_order;
  // 1.5 2^52 cells, where doubles are whole cells: which one is in the low bits.
  const double width = table->direct_width;
  const __m512d whole = _mm512_set1_pd(0x1.8p52 * width), half = _mm512_set1_pd(width / 2);
  const __m512d edge = _mm512_set1_pd((is_mirrored ? 1 : 0.5) * table->direct_cells * width);
  // Below, 0 is one that has results of its own.
  const __m512d least = _mm512_set1_pd(table->marks_zero ? 0x1p-1074 : 0);
  const __m512i sign = _mm512_set1_epi64(table->is_odd ? INT64_MIN : 0);
  size_t waiting[block / 8], count = 0, i = 0;
  for (; i + 8 * group <= n; i += 8 * group) {
    __m512d t[group], inner[group];
    __m512i cell[group];
    __mmask8 upper[group], inside = 0xff;
#define EACH(j) _Pragma("clang loop unroll(full)") for (int j = 0; j < group; j += 1)
#define FIELD(k, j) avx512_of_cells(table->direct + (k) * hillock_double_cells, cell[j], upper[j], is_fine)
    EACH(j) {
      const __m512d given = _mm512_loadu_pd(x + i + 8 * j), size = _mm512_abs_pd(given);
      inside = _mm512_mask_cmp_pd_mask(inside, size, edge, _CMP_LT_OQ);
      inside = _mm512_mask_cmp_pd_mask(inside, size, least, _CMP_GE_OQ);
      const __m512d input = is_mirrored ? size : given;
      const __m512d floor =
          _mm512_add_round_pd(input, whole, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
      cell[j] = _mm512_castpd_si512(floor);
      upper[j] = is_fine ? _mm512_test_epi64_mask(cell[j], _mm512_set1_epi64(16)) : 0;
      const __m512d centre =
          is_fine ? FIELD(0, j) : _mm512_add_pd(_mm512_sub_pd(floor, whole), half);
      t[j] = _mm512_sub_pd(input, centre);
    }
    if (__builtin_expect(inside != 0xff, 0)) {
      if (count + group > block / 8) {
        avx512_run_vectors(table, x, dy, y, waiting, count, call, context);
        count = 0;
      }
      for (size_t j = 0; j < (size_t)group; j += 1) waiting[count++] = i + 8 * j;
      continue;
    }
    EACH(j) inner[j] = FIELD(2 + order, j);
    for (int k = 1 + order; k >= 2; k -= 1) {
      EACH(j) inner[j] = _mm512_fmadd_pd(t[j], inner[j], FIELD(k, j));
    }
    EACH(j) {
      const size_t place = i + 8 * j;
      const __m512d given = _mm512_loadu_pd(x + place), lead = FIELD(1, j);
      const __m512d input = is_mirrored ? _mm512_abs_pd(given) : given;
      __m512d result = is_product ? _mm512_fmadd_pd(input, lead, _mm512_mul_pd(input, inner[j]))
                                  : _mm512_add_pd(lead, inner[j]);
      if (is_mirrored) {
        result = _mm512_castsi512_pd(_mm512_ternarylogic_epi64(
            _mm512_castpd_si512(result), _mm512_castpd_si512(given), sign, 0x78));
      }
      if (dy) result = _mm512_mul_pd(_mm512_loadu_pd(dy + place), result);
      _mm512_storeu_pd(y + place, result);
    }
#undef FIELD
#undef EACH
  }
  if (count) avx512_run_vectors(table, x, dy, y, waiting, count, call, context);
  return i;
}

#define DIRECT(name, product, fine, mirrored)                                                      \
  AVX512 static __attribute__((noinline)) size_t name(                                             \
      const hillock_double_table *table, const double *x, const double *dy, double *y, size_t n,   \
      hillock_double_table_call call, const void *context) {                                       \
    const size_t i = avx512_run_direct(                                                            \
        table, x, dy, y, n, call, context, product, fine, mirrored, 4);                        \
    return i + avx512_run_direct(                                                                  \
                   table, x + i, dy ? dy + i : NULL, y + i, n - i, call, context, product, fine,   \
                   mirrored, 1);                                                                   \
  }
DIRECT(avx512_direct_16, false, false, false)
DIRECT(avx512_direct_32, false, true, false)
DIRECT(avx512_direct_product_16, true, false, false)
DIRECT(avx512_direct_product_32, true, true, false)
DIRECT(avx512_direct_mirrored_16, false, false, true)
DIRECT(avx512_direct_mirrored_32, false, true, true)
DIRECT(avx512_direct_mirrored_product_16, true, false, true)
DIRECT(avx512_direct_mirrored_product_32, true, true, true)

/// A kernel of whole vectors.
typedef size_t (*avx512_kernel)(
    const hillock_double_table *table, const double *x, const double *dy, double *y, size_t n,
    hillock_double_table_call call, const void *context);

static void avx512_run_with_core(
    const hillock_double_table *table, const double *x, const double *dy, double *y, size_t n,
    hillock_double_table_call call, const void *context) {
  static const avx512_kernel kernels[8] = {
      avx512_direct_16,          avx512_direct_32,
      avx512_direct_product_16,  avx512_direct_product_32,
      avx512_direct_mirrored_16, avx512_direct_mirrored_32,
      avx512_direct_mirrored_product_16, avx512_direct_mirrored_product_32,
  };
  size_t done = 0;
  if (table->direct_cells) {
    const int index = 4 * table->is_mirrored + 2 * table->is_product + (table->direct_cells > 16);
    done = kernels[index](table, x, dy, y, n, call, context);
  }
  if (done < n) {
    avx512_run(table, x + done, dy ? dy + done : NULL, y + done, n - done, call, context);
  }
}
