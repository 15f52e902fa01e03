// clock_gettime
#define _GNU_SOURCE
#include "hillock_clock.h"

#include <time.h>

int64_t hillock_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Twelve chains that do not wait for each other: more than a processor has units times their
// latency, and few enough to stay in registers.
enum { chains = 12, rounds = 20000, tries = 30 };

// One instruction set level's work, in vectors of its registers' width; LEVEL is its
// attribute. Answers the operations a second of the best of several runs.
#define DEFINE_CHAINS(T, NAME, BYTES, LEVEL)                                                     \
  LEVEL static double NAME(void) {                                                               \
    typedef T vector __attribute__((vector_size(BYTES)));                                        \
    int64_t best = INT64_MAX;                                                                    \
    for (int attempt = 0; attempt < tries; attempt++) {                                          \
      vector x[chains], a = (T)0.999 - (vector){0}, b = (T)0.001 - (vector){0};                  \
      for (int i = 0; i < chains; i++) x[i] = (T)i - (vector){0};                                \
      int64_t start = hillock_nanoseconds();                                                     \
      for (int round = 0; round < rounds; round++) {                                             \
        _Pragma("clang loop unroll(full)") for (int i = 0; i < chains; i++) x[i] = x[i] * a + b; \
      }                                                                                          \
      int64_t time = hillock_nanoseconds() - start;                                              \
      for (int i = 1; i < chains; i++) x[0] += x[i];                                             \
      volatile T kept = x[0][0];                                                                 \
      (void)kept;                                                                                \
      if (time < best) best = time;                                                              \
    }                                                                                            \
    return 2.0 * chains * rounds * (BYTES / sizeof(T)) / (double)best * 1e9;                     \
  }

#if defined(__x86_64__)
// Without the width, clang computes in halves of these registers, and half as fast.
#define LEVEL_V4 __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define DEFINE_PEAK(T, S)                                                                     \
  DEFINE_CHAINS(T, peak_v4_##S, 64, LEVEL_V4)                                                 \
  DEFINE_CHAINS(T, peak_v3_##S, 32, __attribute__((target("arch=x86-64-v3"))))                \
  DEFINE_CHAINS(T, peak_v1_##S, 16, )                                                         \
  double hillock_fma_peak_##S(void) {                                                         \
    return __builtin_cpu_supports("x86-64-v4")   ? peak_v4_##S()                              \
           : __builtin_cpu_supports("x86-64-v3") ? peak_v3_##S()                              \
                                                 : peak_v1_##S();                             \
  }
#else
#define DEFINE_PEAK(T, S)               \
  DEFINE_CHAINS(T, peak_v1_##S, 16, )   \
  double hillock_fma_peak_##S(void) { return peak_v1_##S(); }
#endif
DEFINE_PEAK(float, f32)
DEFINE_PEAK(double, f64)
