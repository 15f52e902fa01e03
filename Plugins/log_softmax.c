#include <activation.h>
#include <activation_math.h>

ACTIVATION(log_softmax, "1.0.0", "Logarithm of softmax over a row")
ACTIVATION_LICENSE(log_softmax, "MIT")
ACTIVATION_FORMULA(log_softmax, "x - max(x) - log(sum(exp(x - max(x))))")
ACTIVATION_RANGE(log_softmax, "[-inf, 0]")
ACTIVATION_RECORD(log_softmax, note,
  "a row's infinities are its limit: -log k for the k of its greatest elements, so "
  "-log n each where all are -inf")

#define FORMS(T)                                                                                  \
  static ACTIVATION_CLONES void value_##T(const T *x, T *y, size_t n) {                           \
    double most = -INFINITY, sum = 0;                                                             \
    for (size_t i = 0; i < n; i++) most = x[i] > most || x[i] != x[i] ? x[i] : most;              \
    for (size_t i = 0; i < n; i++) sum += activation_exp(x[i] == most ? 0 : x[i] - most);         \
    sum = log(sum);                                                                               \
    ACTIVATION_LOOP                                                                               \
    for (size_t i = 0; i < n; i++) y[i] = (T)((x[i] == most ? 0 : x[i] - most) - sum);            \
  }                                                                                               \
  ACTIVATION_VALUE_ROW(log_softmax, T, (const T *x, T *y, size_t n)) {                            \
    value_##T(x, y, n);                                                                           \
  }                                                                                               \
  static ACTIVATION_CLONES void gradient_##T(const T *y, const T *dy, T *dx, size_t n) {          \
    double sum = 0;                                                                               \
    for (size_t i = 0; i < n; i++) sum += dy[i];                                                  \
    ACTIVATION_LOOP                                                                               \
    for (size_t i = 0; i < n; i++) dx[i] = (T)(dy[i] - activation_exp(y[i]) * sum);               \
  }                                                                                               \
  ACTIVATION_GRADIENT_ROW(log_softmax, T, (const T *y, const T *dy, T *dx, size_t n)) {           \
    gradient_##T(y, dy, dx, n);                                                                   \
  }
FORMS(double)
FORMS(float)
