#include <activation.h>
#include <activation_math.h>

ACTIVATION(softmax, "1.0.0", "Exponentials over a row, divided by their sum")
ACTIVATION_LICENSE(softmax, "MIT")
ACTIVATION_FORMULA(softmax, "exp(x - max(x)) / sum(exp(x - max(x)))")
ACTIVATION_RANGE(softmax, "[0, 1]")
ACTIVATION_RECORD(softmax, note,
  "a row's infinities are its limit: equal shares for its greatest elements, so 1/n "
  "each where all are -inf")

#define FORMS(T)                                                                                  \
  static ACTIVATION_CLONES void value_##T(const T *x, T *y, size_t n) {                           \
    double most = -INFINITY, sum = 0;                                                             \
    for (size_t i = 0; i < n; i++) most = x[i] > most || x[i] != x[i] ? x[i] : most;              \
    ACTIVATION_LOOP                                                                               \
    for (size_t i = 0; i < n; i++) {                                                              \
      y[i] = (T)activation_exp(x[i] == most ? 0 : x[i] - most);                                   \
    }                                                                                             \
    for (size_t i = 0; i < n; i++) sum += y[i];                                                   \
    ACTIVATION_LOOP                                                                               \
    for (size_t i = 0; i < n; i++) y[i] = (T)(y[i] / sum);                                        \
  }                                                                                               \
  ACTIVATION_VALUE_ROW(softmax, T, (const T *x, T *y, size_t n)) {                                \
    value_##T(x, y, n);                                                                           \
  }                                                                                               \
                                                                                                  \
  static ACTIVATION_CLONES void gradient_##T(const T *y, const T *dy, T *dx, size_t n) {          \
    double mean = 0;                                                                              \
    for (size_t i = 0; i < n; i++) mean += (double)dy[i] * y[i];                                  \
    ACTIVATION_LOOP                                                                               \
    for (size_t i = 0; i < n; i++) dx[i] = (T)(y[i] * (dy[i] - mean));                            \
  }                                                                                               \
  ACTIVATION_GRADIENT_ROW(softmax, T, (const T *y, const T *dy, T *dx, size_t n)) {               \
    gradient_##T(y, dy, dx, n);                                                                   \
  }
FORMS(double)
FORMS(float)
