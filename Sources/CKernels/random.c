#include "hillock_random.h"

#include <math.h>

// RandomStream.bits(at:): Stafford's variant 13 of the MurmurHash3 finalizer.
static inline uint64_t bits(hillock_stream stream, uint64_t index) {
  uint64_t z = stream.state + (index + 1) * stream.gamma;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static inline float unit_f32(uint64_t word) { return (float)(int32_t)(word >> 40) * 0x1p-24f; }
static inline double unit_f64(uint64_t word) { return (double)(int64_t)(word >> 11) * 0x1p-53; }

// Elements 2k and 2k + 1 of a normal stream are the pair made of uniform elements 2k and 2k + 1.
static inline double normal(hillock_stream stream, uint64_t index) {
  double radius = sqrt(-2 * log(1 - unit_f64(bits(stream, index & ~(uint64_t)1))));
  double angle = 2 * 3.14159265358979323846 * unit_f64(bits(stream, index | 1));
  return radius * (index & 1 ? sin(angle) : cos(angle));
}

#define DEFINE_RANDOM(T, S)                                                                   \
  HILLOCK_CLONES void hillock_uniform_##S(hillock_stream stream, uint64_t first, T *out,      \
                                          size_t n) {                                         \
    for (size_t i = 0; i < n; i++) out[i] = unit_##S(bits(stream, first + i));                \
  }                                                                                           \
  void hillock_normal_##S(hillock_stream stream, uint64_t first, T *out, size_t n) {          \
    for (size_t i = 0; i < n; i++) out[i] = (T)normal(stream, first + i);                     \
  }                                                                                           \
  HILLOCK_CLONES void hillock_dropout_##S(hillock_stream stream, uint64_t first, double p,    \
                                          const T *x, T *y, size_t n) {                       \
    const T scale = (T)(1 / (1 - p));                                                         \
    const T share = (T)p;                                                                     \
    for (size_t i = 0; i < n; i++)                                                            \
      y[i] = unit_##S(bits(stream, first + i)) < share ? 0 : x[i] * scale;                    \
  }
HILLOCK_BOTH(DEFINE_RANDOM)
