// y = f(x) from a table of polynomials: one instruction stream that does not know what f is.
//
// Each of the sixteen binades from 2^-8 to 2^8 is cut, on each side of 0, into 2^k segments of one
// length, so that a float's own bits, shifted, say which segment it lies in. The binades next to 0
// are one segment around it. Borders (kinks, jumps) cut segments at a float of their own. What lies
// beyond is an end: a constant or a line. Every level (AVX-512, AVX2, plain C) does the same
// operations in the same order, so that all give the same bits.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  /// The polynomial's coefficients beside the leading one and its remainder.
  hillock_table_order = 6,
  /// The binades on each side, and the biased exponent of the lowest.
  hillock_table_binades = 16,
  hillock_table_lowest = 127 - 8,
  /// The segments that the processor's registers hold, and the cells by which they are found.
  hillock_table_core = 32,
  hillock_table_cells = 64,
  /// The segments that the direct core chooses from, in three registers a field.
  hillock_table_direct = 48,
  hillock_table_most_borders = 8,
  hillock_table_most_roots = 8
};

/// One segment: with t = x - centre, y = u lead + (t q0 + (t^2 (q1 + t (q2 + ...)) + rest)), where u
/// is as the form says. In this order hardly more than the last two sums are rounded in digits that
/// matter.
typedef struct {
  float lead, rest, q[hillock_table_order];
} hillock_segment;

typedef enum {
  /// u = 1: the leading coefficient is in two floats.
  hillock_form_plain,
  /// u = x: what is left of an f that is 0 at 0 beside a multiple of x.
  hillock_form_product,
  /// u = t: the centre is the root, so that what is next to it keeps all its digits.
  hillock_form_root
} hillock_form;

/// What f is from 2^8 on: slope x + (rest x + offset); NaN leaves it to the function.
typedef struct {
  float slope, rest, offset;
} hillock_end;

/// A root that is the centre of all segments in [low, high).
typedef struct {
  float root, low, high;
} hillock_root;

/// A table: immutable once it is filled; any number of threads may read it.
typedef struct {
  /// By side (negative: 16) + exponent % 16: base * 64 + laid * 32 + shift. The segment of x is the
  /// base plus x's bits (complemented where x is negative) shifted, plus the borders at or below x;
  /// its centre is its middle or, where laid is 1, its lower end.
  int32_t places[2 * hillock_table_binades];
  /// From the lowest inputs to the highest; one that holds a NaN leaves its inputs to the function.
  const hillock_segment *segments;
  /// Whether segments without a root are products.
  bool is_product;
  /// Whether f(-x) is f(x), or, where it is odd, -f(x): then the table is one of |x|.
  bool is_mirrored, is_odd;
  /// Whether 0 and -0 take special[0] and special[1].
  bool marks_zero;
  int32_t border_count, root_count;
  float borders[hillock_table_most_borders];
  hillock_root roots[hillock_table_most_roots];
  /// The ends, and the inputs (inclusive) from which on results are 2^80 times too large: they
  /// are, or soon will be, subnormal, and coefficients must not be.
  hillock_end low_end, high_end;
  float low_faint, high_faint;
  /// f(0), f(-0), f(inf), f(-inf).
  float special[4];
  /// The core: cells of 1 / scale around 0, and for each the place among the core's segments, less
  /// the borders below it, modulo 32; 0x80 where the core has none. Then which of its segments have
  /// a root, a bit each, and their centres, lead, rest and q.
  float core_scale;
  uint8_t core_cells[hillock_table_cells];
  uint32_t core_roots;
  float core[3 + hillock_table_order][hillock_table_core];
  /// The direct core, where each of some cells of one width around 0, or from 0 on where the table is
  /// mirrored, lies within one segment: the number of q that are not all 0, or 0 where there is none;
  /// how many cells a unit has; the segments' fields. Where there are 32 cells, and no root, the
  /// fields are by cell modulo 32; where it is wide, there are 64, each with a segment's place and
  /// 0x40 where that has a root, by cell modulo 64.
  int32_t direct_order;
  float direct_scale;
  /// Where the table is mirrored and each cell's centre is its lower end: how many binary places
  /// that has; else 0.
  int32_t direct_places;
  bool direct_is_wide;
  uint8_t direct_cells[hillock_table_cells];
  float direct[3 + hillock_table_order][hillock_table_direct];
} hillock_table;

/// The function itself, for what the table leaves out: n results at x, times dy unless it is NULL.
typedef void (*hillock_table_call)(
    const void *context, const float *x, const float *dy, float *y, size_t n);

/// The instructions that may be used.
typedef enum {
  hillock_table_plain,
  /// AVX2 and FMA.
  hillock_table_avx2,
  /// AVX-512 F, BW, DQ and VL.
  hillock_table_avx512,
  /// These and VBMI.
  hillock_table_avx512_vbmi
} hillock_table_level;

/// The best level of this processor.
hillock_table_level hillock_table_best_level(void);

/// y = f(x), or y = dy f(x) where dy is not NULL. y may be x or dy. `level` must be within the
/// processor's.
void hillock_table_run(
    const hillock_table *table, hillock_table_level level, const float *x, const float *dy,
    float *y, size_t n, hillock_table_call call, const void *context);
