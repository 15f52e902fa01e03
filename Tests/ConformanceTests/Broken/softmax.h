// A row's softmax and its gradient, right but for a factor and a choice.
#pragma once
#include "well.h"

static inline void softmax(const double *x, double *y, size_t n, double factor) {
  double most = -INFINITY, sum = 0;
  for (size_t i = 0; i < n; i++) most = x[i] > most || x[i] != x[i] ? x[i] : most;
  for (size_t i = 0; i < n; i++) sum += y[i] = exp(x[i] - most);
  for (size_t i = 0; i < n; i++) y[i] = y[i] / sum * factor;
}

static inline void softmax_gradient(const double *y, const double *dy, double *dx, size_t n) {
  double product = 0;
  for (size_t i = 0; i < n; i++) product += dy[i] * y[i];
  for (size_t i = 0; i < n; i++) dx[i] = y[i] * (dy[i] - product);
}
