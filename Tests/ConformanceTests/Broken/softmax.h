/* Softmax over a row, right in every way, for the plugins that are broken as rows are. */
#include "sound.h"

#define ROW_DESCRIPTION                  \
  ACTIVATION(broken, "1.0.0", "Softmax") \
  ACTIVATION_LICENSE(broken, "MIT")      \
  ACTIVATION_FORMULA(broken, "exp(x - max(x)) / sum(exp(x - max(x)))")

static inline void softmax(const double *x, double *y, size_t n) {
  double most = -INFINITY, sum = 0;
  for (size_t i = 0; i < n; i++) most = x[i] > most ? x[i] : most;
  for (size_t i = 0; i < n; i++) sum += y[i] = exp(x[i] - most);
  for (size_t i = 0; i < n; i++) y[i] /= sum;
}

#define ROW_VALUE \
  ACTIVATION_VALUE_ROW(broken, double, (const double *x, double *y, size_t n)) { softmax(x, y, n); }
#define ROW_GRADIENT                                                                         \
  ACTIVATION_GRADIENT_ROW(broken, double,                                                    \
                          (const double *y, const double *dy, double *dx, size_t n)) {       \
    double dot = 0;                                                                          \
    for (size_t i = 0; i < n; i++) dot += y[i] * dy[i];                                      \
    for (size_t i = 0; i < n; i++) dx[i] = y[i] * (dy[i] - dot);                             \
  }
