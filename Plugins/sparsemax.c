#include <activation.h>
#include <activation_math.h>

ACTIVATION(sparsemax, "1.0.0", "The nearest point of the probability simplex to a row")
ACTIVATION_LICENSE(sparsemax, "MIT")
ACTIVATION_RANGE(sparsemax, "[0, 1]")
ACTIVATION_RECORD(sparsemax, note,
  "a row's infinities are its limit: equal shares for its greatest elements, so 1/n "
  "each where all are -inf")

#define FORMS(T)                                                                                  \
  ACTIVATION_VALUE_ROW(sparsemax, T, (const T *x, T *y, size_t n)) {                              \
    double most = -INFINITY, shift, last;                                                         \
    size_t count, before;                                                                         \
    for (size_t i = 0; i < n; i++) most = x[i] > most || x[i] != x[i] ? x[i] : most;              \
    /* elements at most 1 below the greatest may stay; those below the mean that remains leave, */ \
    /* until none does */                                                                         \
    shift = -1;                                                                                   \
    count = n + 1;                                                                                \
    do {                                                                                          \
      double sum = 0;                                                                             \
      before = count;                                                                             \
      count = 0;                                                                                  \
      last = shift;                                                                               \
      for (size_t i = 0; i < n; i++) {                                                            \
        double d = x[i] == most ? 0 : x[i] - most;                                                \
        if (d > last) {                                                                           \
          sum += d;                                                                               \
          count++;                                                                                \
        }                                                                                         \
      }                                                                                           \
      shift = count ? (sum - 1) / (double)count : most;                                           \
    } while (count && count < before);                                                            \
    for (size_t i = 0; i < n; i++) {                                                              \
      double d = (x[i] == most ? 0 : x[i] - most) - shift;                                        \
      y[i] = (T)(d <= 0 ? 0 : d);                                                                 \
    }                                                                                             \
  }                                                                                               \
  ACTIVATION_GRADIENT_ROW(sparsemax, T, (const T *y, const T *dy, T *dx, size_t n)) {             \
    double sum = 0;                                                                               \
    size_t count = 0;                                                                             \
    for (size_t i = 0; i < n; i++) {                                                              \
      if (y[i] > 0) {                                                                             \
        sum += dy[i];                                                                             \
        count++;                                                                                  \
      }                                                                                           \
    }                                                                                             \
    for (size_t i = 0; i < n; i++) {                                                              \
      dx[i] = y[i] > 0 ? (T)(dy[i] - sum / (double)count) : y[i] == y[i] ? 0 : y[i];              \
    }                                                                                             \
  }
FORMS(double)
FORMS(float)
