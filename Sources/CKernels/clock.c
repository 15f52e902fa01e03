// clock_gettime
#define _GNU_SOURCE
#include "hillock_clock.h"

#include <stddef.h>
#include <time.h>

#include "hillock_clones.h"

int64_t hillock_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Twelve chains that do not wait for each other: more than a processor has units times their
// latency, and few enough to stay in registers.
enum { chains = 12, rounds = 20000, tries = 30 };

// The work of one clone: lanes[chains][16] is wide enough for any vector register.
#define DEFINE_PEAK(T, S, LANES)                                                              \
  typedef T vector_##S __attribute__((vector_size(LANES * sizeof(T))));                       \
  HILLOCK_CLONES static void chain_##S(vector_##S *out, T factor, T term) {                   \
    vector_##S x[chains], a = factor - (vector_##S){0}, b = term - (vector_##S){0};           \
    for (int i = 0; i < chains; i++) x[i] = (T)i - (vector_##S){0};                           \
    for (int round = 0; round < rounds; round++) {                                            \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < chains; i++) x[i] = x[i] * a + b; \
    }                                                                                         \
    *out = x[0];                                                                              \
    for (int i = 1; i < chains; i++) *out += x[i];                                            \
  }                                                                                           \
  double hillock_fma_peak_##S(void) {                                                         \
    int64_t best = INT64_MAX;                                                                 \
    for (int i = 0; i < tries; i++) {                                                         \
      vector_##S out;                                                                         \
      int64_t start = hillock_nanoseconds();                                                  \
      chain_##S(&out, (T)0.999, (T)0.001);                                                    \
      int64_t time = hillock_nanoseconds() - start;                                           \
      volatile T kept = out[0];                                                               \
      (void)kept;                                                                             \
      if (time < best) best = time;                                                           \
    }                                                                                         \
    return 2.0 * chains * rounds * LANES / (double)best * 1e9;                                \
  }
DEFINE_PEAK(float, f32, 16)
DEFINE_PEAK(double, f64, 8)
