#include <activation.h>
#include <activation_math.h>

ACTIVATION(quiet_softmax, "1.0.0", "Softmax with one more, silent element at 0: the row may sum to less than 1")
ACTIVATION_LICENSE(quiet_softmax, "MIT")
ACTIVATION_ALIASES(quiet_softmax, "softmax1 softmax_one")
ACTIVATION_FORMULA(quiet_softmax, "exp(x) / (1 + sum(exp(x)))")
ACTIVATION_RANGE(quiet_softmax, "[0, 1]")
ACTIVATION_RECORD(quiet_softmax, note,
  "a row of -inf gives 0 everywhere")

#define FORMS(T)                                                                                  \
  static ACTIVATION_CLONES void value_##T(const T *x, T *y, size_t n) {                           \
    double most = 0, sum = 0;                                                                     \
    for (size_t i = 0; i < n; i++) most = x[i] > most || x[i] != x[i] ? x[i] : most;              \
    ACTIVATION_LOOP                                                                               \
    for (size_t i = 0; i < n; i++) y[i] = (T)activation_exp(x[i] == most ? 0 : x[i] - most);      \
    for (size_t i = 0; i < n; i++) sum += y[i];                                                   \
    sum += activation_exp(-most);                                                                 \
    ACTIVATION_LOOP                                                                               \
    for (size_t i = 0; i < n; i++) y[i] = (T)(y[i] / sum);                                        \
  }                                                                                               \
  ACTIVATION_VALUE_ROW(quiet_softmax, T, (const T *x, T *y, size_t n)) {                          \
    value_##T(x, y, n);                                                                           \
  }                                                                                               \
                                                                                                  \
  static ACTIVATION_CLONES void gradient_##T(const T *y, const T *dy, T *dx, size_t n) {          \
    double mean = 0;                                                                              \
    for (size_t i = 0; i < n; i++) mean += (double)dy[i] * y[i];                                  \
    ACTIVATION_LOOP                                                                               \
    for (size_t i = 0; i < n; i++) dx[i] = (T)(y[i] * (dy[i] - mean));                            \
  }                                                                                               \
  ACTIVATION_GRADIENT_ROW(quiet_softmax, T, (const T *y, const T *dy, T *dx, size_t n)) {         \
    gradient_##T(y, dy, dx, n);                                                                   \
  }
FORMS(double)
FORMS(float)
