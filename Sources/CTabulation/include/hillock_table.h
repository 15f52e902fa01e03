// y = f(x) from a table of polynomials: one instruction stream that does not know what f is.
//
// The line from -128 to 128 is cut into cells of 1/2, each cell into 2^k segments of one length,
// and each segment has a polynomial of degree 6. What lies beyond is one segment an end. Every
// level (AVX-512, AVX2, plain C) does the same operations in the same order, so that all give the
// same bits.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  /// The polynomial's coefficients beside the leading one and its remainder.
  hillock_table_order = 6,
  /// The cells of the line: 512 of 1/2, and one for each end.
  hillock_table_cells = 514,
  /// The segments that the processor's registers hold, around 0.
  hillock_table_core = 32
};

/// How a segment is evaluated, with t = x - centre.
enum {
  /// y = lead + (t (q0 + t (q1 + ...)) + rest): the leading coefficient is in two floats.
  hillock_segment_plain = 1,
  /// y = t lead + (t (q0 + t (q1 + ...)) + rest): the centre is the root, so that what is next to
  /// it keeps all its digits.
  hillock_segment_root = 0,
  /// No polynomial is right here: the function itself is called.
  hillock_segment_call = -1
};

/// One segment.
typedef struct {
  float kind, centre, lead, rest, q[hillock_table_order];
} hillock_segment;

/// A table: immutable once it is filled; any number of threads may read it.
typedef struct {
  /// Where a cell's segments lie: base + floor(x * scale).
  int32_t base[hillock_table_cells];
  float scale[hillock_table_cells];
  /// The segments, field by field in the order of hillock_segment, `stride` apart: a multiple of 32,
  /// so that whole pages of 32 segments may be read.
  const float *fields;
  size_t stride;
  /// f(0), f(-0), f(inf), f(-inf).
  float special[4];
  /// The core: 1 / length of its segments, which of them are of that length and evaluated, and
  /// which have a root at their centre; a bit each.
  float core_scale;
  uint32_t core_usable, core_roots;
  float core[3 + hillock_table_order][hillock_table_core];
} hillock_table;

/// The function itself, for what the table leaves out: n results at x, times dy unless it is NULL.
typedef void (*hillock_table_call)(
    const void *context, const float *x, const float *dy, float *y, size_t n);

/// The instructions that may be used.
typedef enum {
  hillock_table_plain,
  hillock_table_avx2,
  hillock_table_avx512
} hillock_table_level;

/// The best level of this processor.
hillock_table_level hillock_table_best_level(void);

/// The polynomial of one segment.
float hillock_segment_value(const hillock_segment *segment, float x);

/// y = f(x), or y = dy f(x) where dy is not NULL. y may be x or dy. `level` must be within the
/// processor's.
void hillock_table_run(
    const hillock_table *table, hillock_table_level level, const float *x, const float *dy,
    float *y, size_t n, hillock_table_call call, const void *context);
