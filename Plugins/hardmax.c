#include <activation.h>
#include <activation_math.h>

ACTIVATION(hardmax, "1.0.0", "1 for the first of a row's greatest elements, 0 for the others")
ACTIVATION_LICENSE(hardmax, "MIT")
ACTIVATION_ALIASES(hardmax, "compet")
ACTIVATION_RANGE(hardmax, "[0, 1]")
ACTIVATION_RECORD(hardmax, note,
  "piecewise constant: its gradient is 0, so nothing below it can be trained")

#define FORMS(T)                                                                                  \
  ACTIVATION_VALUE_ROW(hardmax, T, (const T *x, T *y, size_t n)) {                                \
    size_t first = 0;                                                                             \
    T nan = 0;                                                                                    \
    for (size_t i = 0; i < n; i++) {                                                              \
      first = x[i] > x[first] ? i : first;                                                        \
      nan = x[i] != x[i] ? x[i] : nan;                                                            \
    }                                                                                             \
    for (size_t i = 0; i < n; i++) y[i] = nan != nan ? nan : i == first;                          \
  }                                                                                               \
  ACTIVATION_GRADIENT_ROW(hardmax, T, (const T *y, const T *dy, T *dx, size_t n)) {               \
    for (size_t i = 0; i < n; i++) dx[i] = 0 * (y[i] + dy[i]);                                    \
  }
FORMS(double)
FORMS(float)
