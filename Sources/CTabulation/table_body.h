// The table in memory at one level: included with LANES, TARGET (the function attribute), NAME (which
// gives each name its level), LOOK_UP, ANY, and either the shuffles LOW, HIGH,
// LOW_PAIRS and HIGH_PAIRS or a way of its own to load segments, FIELDS.
// Inputs are taken by the vector, in two passes over a block of them: where each one's segment
// lies, then segments, loaded row by row and transposed. That is faster than gathering each
// coefficient for itself, and one pass would wait for its own stores.

typedef float NAME(floats) __attribute__((vector_size(4 * LANES)));
typedef double NAME(pairs) __attribute__((vector_size(4 * LANES)));
typedef int32_t NAME(ints) __attribute__((vector_size(4 * LANES)));
typedef uint32_t NAME(bits) __attribute__((vector_size(4 * LANES)));

TARGET ALWAYS_INLINE NAME(floats) NAME(load)(const float *from) {
  NAME(floats) v;
  memcpy(&v, from, sizeof v);
  return v;
}

TARGET ALWAYS_INLINE NAME(floats) NAME(splat)(float value) {
  // Added to 0, -0 would be 0.
  return value - (NAME(floats)){0};
}

TARGET ALWAYS_INLINE NAME(floats) NAME(select)(
    NAME(ints) mask, NAME(floats) yes, NAME(floats) no) {
  return (NAME(floats))(((NAME(ints))yes & mask) | ((NAME(ints))no & ~mask));
}

/// What the table is one of: x, or |x|.
TARGET ALWAYS_INLINE NAME(floats) NAME(argument)(const hillock_table *table, NAME(floats) x) {
  return table->is_mirrored ? (NAME(floats))((NAME(ints))x & INT32_MAX) : x;
}

TARGET ALWAYS_INLINE bool NAME(any)(NAME(ints) mask) { return ANY(mask); }

TARGET ALWAYS_INLINE NAME(ints) NAME(has_root)(const hillock_root *root, NAME(floats) x) {
  return (NAME(ints))(x >= root->low) & (NAME(ints))(x < root->high);
}

/// Where the segments of some inputs lie, in bytes, and the inputs' distances from the centres.
TARGET ALWAYS_INLINE void NAME(locate)(
    const hillock_table *table, const float *from, uint32_t *offsets, float *distances) {
  const NAME(floats) x = NAME(argument)(table, NAME(load)(from));
  const NAME(ints) zero = {0}, bits = (NAME(ints))x, sign = bits >> 31;
  const NAME(ints) size = __builtin_elementwise_min(bits & INT32_MAX, zero + last_in_binades);
  // The floats' order as integers. Below 0 a segment has its lower end and not its upper one, as
  // above: so its magnitudes are less by one.
  const NAME(ints) key = (size ^ sign) - sign, magnitude = size + sign;
  const NAME(ints) exponent =
      __builtin_elementwise_max(magnitude >> 23, zero + hillock_table_lowest);
  const NAME(ints) place = LOOK_UP(table->places, (exponent & 15) | (key >> 27 & 16));
  const NAME(ints) shift = place & 31;
  NAME(ints) row = (place >> 6) + (key >> shift);
  for (int32_t k = 0; k < table->border_count; k += 1) {
    row -= (NAME(ints))(x >= table->borders[k]);
  }
  // The middle of the segment, or, where it is laid, its lower end; around 0 the shift is 31 and the
  // middle 0.
  const NAME(ints) is_laid = place << 26 >> 31;
  const NAME(ints) half = (zero + 1) << (shift - 1) & 0x7fffff & ~is_laid;
  const NAME(ints) start =
      (NAME(ints))((NAME(bits))magnitude >> (NAME(bits))shift << (NAME(bits))shift) & INT32_MAX;
  NAME(floats) centre = (NAME(floats))(start | half | (key & INT32_MIN));
  for (int32_t k = 0; k < table->root_count; k += 1) {
    const hillock_root *root = &table->roots[k];
    centre = NAME(select)(NAME(has_root)(root, x), NAME(splat)(root->root), centre);
  }
  const NAME(floats) distance = x - centre;
  memcpy(distances, &distance, sizeof distance);
  row *= (int32_t)sizeof(hillock_segment);
  memcpy(offsets, &row, sizeof row);
}

#ifndef FIELDS
/// Four fields of each segment, from the `first`: row by row in memory, field by field in `fields`.
TARGET ALWAYS_INLINE void NAME(transpose)(
    const char *segments, const volatile uint32_t *offsets, int first, NAME(floats) fields[4]) {
  NAME(floats) rows[4];
  for (int j = 0; j < 4; j += 1) {
    float four[LANES];
    for (int lane = 0; lane < LANES / 4; lane += 1) {
      memcpy(four + 4 * lane, segments + offsets[j + 4 * lane] + 4 * first, 16);
    }
    memcpy(&rows[j], four, sizeof rows[j]);
  }
  const NAME(pairs) a = (NAME(pairs))LOW(rows[0], rows[1]), b = (NAME(pairs))LOW(rows[2], rows[3]);
  const NAME(pairs) c = (NAME(pairs))HIGH(rows[0], rows[1]);
  const NAME(pairs) d = (NAME(pairs))HIGH(rows[2], rows[3]);
  fields[0] = (NAME(floats))LOW_PAIRS(a, b);
  fields[1] = (NAME(floats))HIGH_PAIRS(a, b);
  fields[2] = (NAME(floats))LOW_PAIRS(c, d);
  fields[3] = (NAME(floats))HIGH_PAIRS(c, d);
}

/// The offsets are volatile, so that they are loaded one by one: extracting them from a vector that
/// the compiler thinks of takes longer.
TARGET ALWAYS_INLINE void NAME(fields)(
    const char *segments, const volatile uint32_t *offsets, NAME(floats) fields[8]) {
  NAME(transpose)(segments, offsets, 0, fields);
  NAME(transpose)(segments, offsets, 4, fields + 4);
}
#define FIELDS NAME(fields)
#endif

TARGET ALWAYS_INLINE NAME(floats) NAME(line)(const hillock_end *end, NAME(floats) x) {
  return __builtin_elementwise_fma(
      NAME(splat)(end->slope), x,
      __builtin_elementwise_fma(NAME(splat)(end->rest), x, NAME(splat)(end->offset)));
}

TARGET ALWAYS_INLINE void NAME(evaluate)(
    const hillock_table *table, const uint32_t *offsets, const float *distances, const float *from,
    const float *dy, float *y, hillock_table_call call, const void *context) {
  const NAME(floats) one = NAME(splat)(1), given = NAME(load)(from);
  const NAME(floats) x = NAME(argument)(table, given);
  const NAME(floats) t = NAME(load)(distances);
  NAME(floats) field[8];
  FIELDS((const char *)table->segments, offsets, field);
  NAME(floats) square = field[7];
  for (int k = 6; k >= 3; k -= 1) square = __builtin_elementwise_fma(t, square, field[k]);
  square = __builtin_elementwise_fma(t * t, square, field[1]);
  NAME(floats) u = table->is_product ? x : one;
  for (int32_t k = 0; k < table->root_count; k += 1) {
    u = NAME(select)(NAME(has_root)(&table->roots[k], x), t, u);
  }
  NAME(floats) result = __builtin_elementwise_fma(
      u, field[0], __builtin_elementwise_fma(t, field[2], square));
  const NAME(ints) is_faint =
      (NAME(ints))(x <= table->low_faint) | (NAME(ints))(x >= table->high_faint);
  if (NAME(any)(is_faint)) result *= NAME(select)(is_faint, NAME(splat)(faintness), one);
  // What is next to 0, beyond all segments, or no number.
  const NAME(bits) size = (NAME(bits))x & INT32_MAX;
  const bool is_unusual =
      __builtin_expect(NAME(any)((NAME(ints))(size - tiny_bits >= far_bits - tiny_bits)), 0);
  if (is_unusual) {
    if (table->is_product) {
      // With u = t = x, and the square lost.
      const NAME(floats) bright = x * brightness;
      const NAME(floats) product = faintness * __builtin_elementwise_fma(
          bright, field[0], bright * field[2]);
      result = NAME(select)((NAME(ints))(size < tiny_bits), product, result);
    }
    result = NAME(select)((NAME(ints))(x <= -far), NAME(line)(&table->low_end, x), result);
    result = NAME(select)((NAME(ints))(x >= far), NAME(line)(&table->high_end, x), result);
  }
  if (table->is_odd) result = (NAME(floats))((NAME(ints))result ^ ((NAME(ints))given & INT32_MIN));
  if (is_unusual) {
    if (table->marks_zero) {
      NAME(floats) special = NAME(select)(
          (NAME(ints))given < 0, NAME(splat)(table->special[1]), NAME(splat)(table->special[0]));
      result = NAME(select)((NAME(ints))(x == 0), special, result);
    }
  }
  NAME(ints) missing = (NAME(ints))(result != result);
  if (dy) result = NAME(load)(dy) * result;
  if (__builtin_expect(NAME(any)(missing), 0)) {
    float results[LANES];
    int32_t places[LANES];
    memcpy(results, &result, sizeof results);
    memcpy(places, &missing, sizeof places);
    exceptional(table, from, dy, results, places, LANES, call, context);
    memcpy(&result, results, sizeof result);
  }
  memcpy(y, &result, sizeof result);
}

/// The vectors that begin at `starts`, of at most a block.
TARGET static __attribute__((noinline)) void NAME(run_vectors)(
    const hillock_table *table, const float *x, const float *dy, float *y, const size_t starts[],
    size_t count, hillock_table_call call, const void *context) {
  uint32_t offsets[block];
  float distances[block];
  for (size_t k = 0; k < count; k += 1) {
    NAME(locate)(table, x + starts[k], offsets + k * LANES, distances + k * LANES);
  }
  for (size_t k = 0; k < count; k += 1) {
    const size_t i = starts[k];
    NAME(evaluate)(
        table, offsets + k * LANES, distances + k * LANES, x + i, dy ? dy + i : NULL, y + i, call,
        context);
  }
}

/// The inputs after the last whole vector.
TARGET static void NAME(run_rest)(
    const hillock_table *table, const float *x, const float *dy, float *y, size_t n,
    hillock_table_call call, const void *context) {
  float inputs[LANES], factors[LANES], results[LANES];
  for (int i = 0; i < LANES; i += 1) inputs[i] = factors[i] = x[0];
  memcpy(inputs, x, n * sizeof(float));
  if (dy) memcpy(factors, dy, n * sizeof(float));
  const size_t start = 0;
  NAME(run_vectors)(table, inputs, dy ? factors : NULL, results, &start, 1, call, context);
  memcpy(y, results, n * sizeof(float));
}

#undef LANES
#undef TARGET
#undef NAME
#undef LOOK_UP
#undef LOW
#undef HIGH
#undef LOW_PAIRS
#undef HIGH_PAIRS
#undef ANY
#undef FIELDS
