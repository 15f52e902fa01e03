#include "hillock_loss.h"

#include <math.h>
#include <string.h>

#define exp_f64 exp
#define log_f32 logf
#define log_f64 log
#define log1p_f32 log1pf
#define log1p_f64 log1p
#define fabs_f32 fabsf
#define fabs_f64 fabs

// e^x for x <= 0, within 2 ULP, 0 below the normal range, NaN of NaN: a straight line of code, so
// that loops over it become vector code, as calls of expf do not.
static inline float exp_f32(float x) {
  float clamped = x < -87.3f ? -87.3f : x;
  float k = __builtin_rintf(clamped * 0x1.715476p+0f);
  float r = (clamped - k * 0x1.62e4p-1f) - k * 0x1.7f7d1cp-20f;
  float p = 0x1.6850e4p-10f;
  p = p * r + 0x1.123bccp-7f;
  p = p * r + 0x1.555b98p-5f;
  p = p * r + 0x1.55548ep-3f;
  p = p * r + 0x1.fffff8p-2f;
  p = (p * r) * r + r + 1;
  int32_t bits = ((int32_t)(x == x ? k : 0) + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return x < -87.3f ? 0 : p * power;
}

// Joins a row's elements: few of them one after another, others sixteen at a time, in vector
// registers.
#define LANES 16
#define DEFINE_REDUCTION(T, name, JOIN)                                                           \
  static inline T name(const T *x, size_t n) {                                                    \
    T joined = x[0];                                                                              \
    size_t i = 1;                                                                                 \
    if (n >= LANES) {                                                                             \
      T lanes[LANES];                                                                             \
      memcpy(lanes, x, sizeof lanes);                                                             \
      for (i = LANES; i + LANES <= n; i += LANES)                                                 \
        for (size_t l = 0; l < LANES; l++) lanes[l] = JOIN(lanes[l], x[i + l]);                   \
      joined = lanes[0];                                                                          \
      for (size_t l = 1; l < LANES; l++) joined = JOIN(joined, lanes[l]);                         \
    }                                                                                             \
    for (; i < n; i++) joined = JOIN(joined, x[i]);                                               \
    return joined;                                                                                \
  }
#define LARGER(a, b) ((b) > (a) ? (b) : (a))
#define SUM(a, b) ((a) + (b))
#define DEFINE_REDUCTIONS(T, S)            \
  DEFINE_REDUCTION(T, largest_##S, LARGER) \
  DEFINE_REDUCTION(T, sum_##S, SUM)
HILLOCK_BOTH(DEFINE_REDUCTIONS)

#define DEFINE_LOSS(T, S)                                                                         \
  HILLOCK_CLONES double hillock_softmax_cross_entropy_##S(                                        \
      const T *z, const int32_t *classes, const T *targets, T *dz, size_t rows, size_t columns,   \
      double weight, T *restrict scratch) {                                                       \
    double loss = 0;                                                                              \
    /* The whole block at once through exp, which rows of a few classes would not fill. */        \
    for (size_t r = 0; r < rows; r++) {                                                           \
      const T *row = z + r * columns;                                                             \
      const T largest = largest_##S(row, columns);                                                \
      /* log p = z - largest - log(sum): what needs z is taken before dz may overwrite it. */     \
      if (classes) {                                                                              \
        loss -= (double)(row[classes[r]] - largest);                                              \
      } else {                                                                                    \
        const T *target = targets + r * columns;                                                  \
        for (size_t c = 0; c < columns; c++)                                                      \
          if (target[c] != 0) loss -= (double)(target[c] * (row[c] - largest));                   \
      }                                                                                           \
      for (size_t c = 0; c < columns; c++) scratch[r * columns + c] = row[c] - largest;           \
    }                                                                                             \
    for (size_t i = 0; i < rows * columns; i++) scratch[i] = exp_##S(scratch[i]);                 \
    for (size_t r = 0; r < rows; r++) {                                                           \
      const T *p = scratch + r * columns;                                                         \
      const T sum = sum_##S(p, columns);                                                          \
      const T mass = targets ? sum_##S(targets + r * columns, columns) : 1;                       \
      loss += (double)(mass * log_##S(sum));                                                      \
      if (!dz) continue;                                                                          \
      T *d = dz + r * columns;                                                                    \
      const T scale = (T)weight * mass / sum;                                                     \
      for (size_t c = 0; c < columns; c++) d[c] = p[c] * scale;                                   \
      if (classes) d[classes[r]] -= (T)weight;                                                    \
      else                                                                                        \
        for (size_t c = 0; c < columns; c++) d[c] -= (T)weight * targets[r * columns + c];        \
    }                                                                                             \
    return loss;                                                                                  \
  }                                                                                               \
  double hillock_binary_cross_entropy_##S(const T *z, const T *t, T *dz, size_t n,                \
                                          double weight) {                                        \
    double loss = 0;                                                                              \
    for (size_t i = 0; i < n; i++) {                                                              \
      T small = exp_##S(-fabs_##S(z[i]));                                                         \
      loss += (double)((z[i] > 0 ? z[i] : 0) - z[i] * t[i] + log1p_##S(small));                   \
      T sigmoid = (z[i] > 0 ? 1 : small) / (1 + small);                                           \
      if (dz) dz[i] = (T)weight * (sigmoid - t[i]);                                               \
    }                                                                                             \
    return loss;                                                                                  \
  }                                                                                               \
  double hillock_squared_error_##S(const T *z, const T *t, T *dz, size_t n, double weight) {      \
    double loss = 0;                                                                              \
    for (size_t i = 0; i < n; i++) {                                                              \
      T error = z[i] - t[i];                                                                      \
      loss += (double)error * (double)error;                                                      \
      if (dz) dz[i] = (T)(2 * weight) * error;                                                    \
    }                                                                                             \
    return loss;                                                                                  \
  }                                                                                               \
  double hillock_huber_##S(const T *z, const T *t, T *dz, size_t n, double weight,                \
                           double delta) {                                                        \
    double loss = 0;                                                                              \
    const T limit = (T)delta;                                                                     \
    for (size_t i = 0; i < n; i++) {                                                              \
      T error = z[i] - t[i];                                                                      \
      double size = (double)fabs_##S(error);                                                      \
      loss += size <= delta ? size * size / 2 : delta * (size - delta / 2);                       \
      if (dz) dz[i] = (T)weight * (error > limit ? limit : error < -limit ? -limit : error);      \
    }                                                                                             \
    return loss;                                                                                  \
  }                                                                                               \
  size_t hillock_correct_##S(const T *z, const int32_t *classes, size_t rows, size_t columns) {   \
    size_t correct = 0;                                                                           \
    for (size_t r = 0; r < rows; r++, z += columns) {                                             \
      size_t best = 0;                                                                            \
      for (size_t c = 1; c < columns; c++)                                                        \
        if (z[c] > z[best]) best = c;                                                             \
      correct += best == (size_t)classes[r];                                                      \
    }                                                                                             \
    return correct;                                                                               \
  }                                                                                               \
  void hillock_one_hot_##S(const int32_t *classes, T *targets, size_t rows, size_t columns) {     \
    memset(targets, 0, rows * columns * sizeof *targets);                                         \
    for (size_t r = 0; r < rows; r++) targets[r * columns + (size_t)classes[r]] = 1;              \
  }
HILLOCK_BOTH(DEFINE_LOSS)
