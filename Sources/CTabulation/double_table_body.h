// The table in memory at one level: included with LANES, TARGET (the function attribute), NAME (which
// gives each name its level), LOOK_UP (32 integers by 64-bit places) and FIELDS (loads segments and
// transposes them). In two passes over a block, as table_body.h has it.

typedef double NAME(doubles) __attribute__((vector_size(8 * LANES)));
typedef int64_t NAME(ints) __attribute__((vector_size(8 * LANES)));
typedef uint64_t NAME(bits) __attribute__((vector_size(8 * LANES)));

TARGET ALWAYS_INLINE NAME(doubles) NAME(load)(const double *from) {
  NAME(doubles) v;
  memcpy(&v, from, sizeof v);
  return v;
}

TARGET ALWAYS_INLINE NAME(doubles) NAME(splat)(double value) {
  // Added to 0, -0 would be 0.
  return value - (NAME(doubles)){0};
}

TARGET ALWAYS_INLINE NAME(doubles) NAME(select)(
    NAME(ints) mask, NAME(doubles) yes, NAME(doubles) no) {
  return (NAME(doubles))(((NAME(ints))yes & mask) | ((NAME(ints))no & ~mask));
}

/// What the table is one of: x, or |x|.
TARGET ALWAYS_INLINE NAME(doubles) NAME(argument)(
    const hillock_double_table *table, NAME(doubles) x) {
  return table->is_mirrored ? (NAME(doubles))((NAME(ints))x & INT64_MAX) : x;
}

TARGET ALWAYS_INLINE bool NAME(any)(NAME(ints) mask) { return __builtin_reduce_or(mask) != 0; }

/// Where the segments of some inputs lie, in bytes, and the inputs' distances from the centres.
TARGET ALWAYS_INLINE void NAME(locate)(
    const hillock_double_table *table, const double *from, uint64_t *offsets, double *distances) {
  const NAME(ints) zero = {0};
  // -0 lies where 0 does.
  const NAME(doubles) x = NAME(argument)(table, NAME(load)(from)) + NAME(splat)(0);
  const NAME(ints) bits = (NAME(ints))x, sign = bits >> 63;
  // Below 0 a segment has its lower end and not its upper one, as above: so its magnitudes are less
  // by one.
  const NAME(ints) magnitude = (bits & INT64_MAX) + sign;
  const NAME(ints) place = __builtin_elementwise_min(
      __builtin_elementwise_max((magnitude >> 52) - (1023 + hillock_double_lowest - 1), zero),
      zero + hillock_double_binades + 1);
  const NAME(ints) found = LOOK_UP(table->places, place | (sign & 16));
  const NAME(bits) shift = (NAME(bits))(found & 63);
  const NAME(ints) digits = magnitude & 0xfffffffffffff;
  const NAME(ints) row = (found >> 6) + (NAME(ints))((NAME(bits))digits >> shift);
  const NAME(ints) start = (NAME(ints))((NAME(bits))magnitude >> shift << shift);
  const NAME(ints) half = (NAME(ints))((NAME(bits))(zero + 1) << (shift - 1));
  int64_t edge, middle;
  const double half_edge = table->zero_edge / 2;
  memcpy(&edge, &table->zero_edge, sizeof edge);
  memcpy(&middle, &half_edge, sizeof middle);
  const NAME(ints) is_next = (NAME(ints))(magnitude < zero + edge);
  const NAME(ints) centre = (is_next & middle) | (~is_next & (start | half));
  const NAME(doubles) distance = x - (NAME(doubles))(centre | (bits & INT64_MIN));
  memcpy(distances, &distance, sizeof distance);
  const NAME(ints) offset = row * (int64_t)sizeof(hillock_double_segment);
  memcpy(offsets, &offset, sizeof offset);
}

TARGET ALWAYS_INLINE NAME(doubles) NAME(line)(const hillock_double_end *end, NAME(doubles) x) {
  return __builtin_elementwise_fma(
      NAME(splat)(end->slope), x,
      __builtin_elementwise_fma(NAME(splat)(end->rest), x, NAME(splat)(end->offset)));
}

TARGET ALWAYS_INLINE void NAME(evaluate)(
    const hillock_double_table *table, const uint64_t *offsets, const double *distances,
    const double *from, const double *dy, double *y, hillock_double_table_call call,
    const void *context) {
  const NAME(doubles) given = NAME(load)(from), x = NAME(argument)(table, given);
  const NAME(doubles) t = NAME(load)(distances);
  NAME(doubles) field[2 + hillock_double_order];
  for (int first = 0; first < 2 + hillock_double_order; first += 4) {
    FIELDS((const char *)table->segments + first * sizeof(double), offsets, field + first);
  }
  NAME(doubles) inner = field[1 + hillock_double_order];
  for (int k = hillock_double_order; k >= 1; k -= 1) {
    inner = __builtin_elementwise_fma(t, inner, field[k]);
  }
  NAME(doubles) result = table->is_product ? __builtin_elementwise_fma(x, field[0], x * inner)
                                           : field[0] + inner;
  const NAME(bits) size = (NAME(bits))x & INT64_MAX;
  const bool is_unusual = __builtin_expect(
      NAME(any)((NAME(ints))(size - 1 >= (NAME(bits)){0} + (far_double_bits - 1))), 0);
  if (is_unusual) {
    result = NAME(select)((NAME(ints))(x <= -far_double), NAME(line)(&table->low_end, x), result);
    result = NAME(select)((NAME(ints))(x >= far_double), NAME(line)(&table->high_end, x), result);
  }
  if (table->is_odd) {
    result = (NAME(doubles))((NAME(ints))result ^ ((NAME(ints))given & INT64_MIN));
  }
  if (is_unusual && table->marks_zero) {
    const NAME(doubles) special = NAME(select)(
        (NAME(ints))given < 0, NAME(splat)(table->special[1]), NAME(splat)(table->special[0]));
    result = NAME(select)((NAME(ints))(x == 0), special, result);
  }
  const NAME(ints) missing = (NAME(ints))(result != result);
  if (dy) result = NAME(load)(dy) * result;
  if (__builtin_expect(NAME(any)(missing), 0)) {
    double results[LANES];
    int64_t places[LANES];
    memcpy(results, &result, sizeof results);
    memcpy(places, &missing, sizeof places);
    exceptional(table, from, dy, results, places, LANES, call, context);
    memcpy(&result, results, sizeof result);
  }
  memcpy(y, &result, sizeof result);
}

/// The vectors that begin at `starts`, of at most a block.
TARGET static __attribute__((noinline)) void NAME(run_vectors)(
    const hillock_double_table *table, const double *x, const double *dy, double *y,
    const size_t starts[], size_t count, hillock_double_table_call call, const void *context) {
  uint64_t offsets[block];
  double distances[block];
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
    const hillock_double_table *table, const double *x, const double *dy, double *y, size_t n,
    hillock_double_table_call call, const void *context) {
  double inputs[LANES], factors[LANES], results[LANES];
  for (int i = 0; i < LANES; i += 1) inputs[i] = factors[i] = x[0];
  memcpy(inputs, x, n * sizeof(double));
  if (dy) memcpy(factors, dy, n * sizeof(double));
  const size_t start = 0;
  NAME(run_vectors)(table, inputs, dy ? factors : NULL, results, &start, 1, call, context);
  memcpy(y, results, n * sizeof(double));
}

/// All inputs, from the table in memory.
TARGET static void NAME(run)(
    const hillock_double_table *table, const double *x, const double *dy, double *y, size_t n,
    hillock_double_table_call call, const void *context) {
  for (size_t i = 0; i < n; i += block) {
    size_t starts[block / LANES], count = 0, left = n - i < block ? n - i : block;
    for (; (count + 1) * LANES <= left; count += 1) starts[count] = i + count * LANES;
    NAME(run_vectors)(table, x, dy, y, starts, count, call, context);
    const size_t done = i + count * LANES, rest = left - count * LANES;
    if (rest) NAME(run_rest)(table, x + done, dy ? dy + done : NULL, y + done, rest, call, context);
  }
}

#undef LANES
#undef TARGET
#undef NAME
#undef LOOK_UP
#undef FIELDS
