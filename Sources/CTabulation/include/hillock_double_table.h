// y = f(x) in float64 from a table of polynomials, as hillock_table.h has it in float32.
//
// Each binade from 2^-8 to 2^6 is cut, on each side of 0, into 2^k segments of one length; what is
// nearer to 0 is one segment on each side, and what is beyond is an end: a constant or a line. Every
// level does the same operations in the same order, so that all give the same bits.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hillock_table.h"

enum {
  /// The polynomial's coefficients beside the leading one and its remainder.
  hillock_double_order = 14,
  /// The binades on each side, and the exponents of the lowest and of the end of the last.
  hillock_double_binades = 14,
  hillock_double_lowest = -8,
  hillock_double_far = 6,
  /// The most cells whose polynomials AVX-512's registers choose from.
  hillock_double_cells = 32
};

/// One segment, two lines of cache: with t = x - centre,
/// p = lead + (rest + t (q0 + t (q1 + ...))).
typedef struct {
  double lead, rest, q[hillock_double_order];
} hillock_double_segment;

/// What f is from 2^6 on: slope x + (rest x + offset); NaN leaves it to the function.
typedef struct {
  double slope, rest, offset;
} hillock_double_end;

/// A table: immutable once it is filled; any number of threads may read it.
typedef struct {
  /// By side (negative: 16) and place: 0 below all binades, then one for each, then what is beyond.
  /// base * 64 + shift: the segment of x is the base plus the digits of |x| shifted.
  int32_t places[32];
  /// From 0 outwards, on each side; one that holds a NaN leaves its inputs to the function.
  const hillock_double_segment *segments;
  /// Whether y is x p: x lead + x (rest + ...), the first product not rounded; p otherwise.
  bool is_product;
  /// Whether f(-x) is f(x), or, where it is odd, -f(x): then the table is one of |x|.
  bool is_mirrored, is_odd;
  /// Whether 0 and -0 take special[0] and special[1].
  bool marks_zero;
  /// Where the segments next to 0 end.
  double zero_edge;
  hillock_double_end low_end, high_end;
  /// f(0), f(-0), f(inf), f(-inf).
  double special[4];
  /// The direct core: 16 or 32 cells of one width around 0, or from 0 on where the table is mirrored,
  /// each within one segment; 0 where there is none. How many q are not all 0; the
  /// cells' width; rows of hillock_double_cells: centre, lead, rest and q, by cell modulo their number.
  int32_t direct_cells, direct_order;
  double direct_width;
  const double *direct;
} hillock_double_table;

/// The function itself, for what the table leaves out: n results at x, times dy unless it is NULL.
typedef void (*hillock_double_table_call)(
    const void *context, const double *x, const double *dy, double *y, size_t n);

/// y = f(x), or y = dy f(x) where dy is not NULL. y may be x or dy. `level` must be within the
/// processor's.
void hillock_double_table_run(
    const hillock_double_table *table, hillock_table_level level, const double *x, const double *dy,
    double *y, size_t n, hillock_double_table_call call, const void *context);
