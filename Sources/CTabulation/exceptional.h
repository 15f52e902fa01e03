// What a table of either precision has no number for: included with SCALAR, MASK (an integer of its
// size), TABLE and CALL (the types of a table and of its call), and WIDEST, the most lanes of a vector.

/// The inputs of a vector for which the table has no number: the function is called once for them
/// all.
static __attribute__((noinline)) void exceptional(
    const TABLE *table, const SCALAR *x, const SCALAR *dy, SCALAR *results, const MASK *missing,
    int lanes, CALL call, const void *context) {
  SCALAR inputs[WIDEST], factors[WIDEST], own[WIDEST];
  int places[WIDEST];
  size_t count = 0;
  for (int i = 0; i < lanes; i += 1) {
    if (!missing[i]) continue;
    const double magnitude = __builtin_fabs(x[i]);
    const SCALAR factor = dy ? dy[i] : 1;
    if (magnitude == 0 || magnitude == __builtin_inf()) {
      const int end = (magnitude == 0 ? 0 : 2) + (__builtin_signbit(x[i]) != 0);
      results[i] = dy ? factor * table->special[end] : table->special[end];
      continue;
    }
    inputs[count] = x[i];
    factors[count] = factor;
    places[count++] = i;
  }
  if (count) call(context, inputs, dy ? factors : NULL, own, count);
  for (size_t k = 0; k < count; k += 1) results[places[k]] = own[k];
}

#undef SCALAR
#undef MASK
#undef TABLE
#undef CALL
#undef WIDEST
