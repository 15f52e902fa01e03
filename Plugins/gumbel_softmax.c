#include <activation.h>
#include <activation_math.h>

ACTIVATION(gumbel_softmax, "1.0.0", "Softmax of a row with Gumbel noise in training")
ACTIVATION_LICENSE(gumbel_softmax, "MIT")
ACTIVATION_FORMULA(gumbel_softmax,
  "exp((x + where(training == 1, -log(-log(u)), 0) - max(x + where(training == 1, -log(-log(u)), "
  "0))) / tau) / sum(exp((x + where(training == 1, -log(-log(u)), 0) - max(x + where(training == 1, "
  "-log(-log(u)), 0))) / tau))")
ACTIVATION_PARAMETER_IN(gumbel_softmax, tau, 1, "in [0.0625, 64]", "temperature")
ACTIVATION_RANGE(gumbel_softmax, "[0, 1]")
ACTIVATION_RECORD(gumbel_softmax, note,
  "in training Gumbel noise of its own is added to each element; in evaluation there is none")
ACTIVATION_NOTE(gumbel_softmax, pytorch,
  "F.gumbel_softmax draws in evaluation, too; hard=True, one-hot forward, is not here")

/* The noise is computed twice, as y may be x. Gradients are taken from the one at the row's greatest
 * element: near 1 its own would be the difference of equal numbers. */
#define FORMS(T)                                                                                 \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(gumbel_softmax, value_loop, T)(               \
      const T *x, const T *u, T *y, size_t n, int training, T tau) {                             \
    double most = -INFINITY, sum = 0;                                                            \
    size_t i;                                                                                    \
    for (i = 0; i < n; i++) {                                                                    \
      double t = training ? x[i] - log(-log((double)u[i])) : x[i];                               \
      most = t > most || t != t ? t : most;                                                      \
    }                                                                                            \
    for (i = 0; i < n; i++) {                                                                    \
      double t = training ? x[i] - log(-log((double)u[i])) : x[i];                               \
      y[i] = (T)activation_exp((t == most ? 0 : t - most) / tau);                                \
      sum += y[i];                                                                               \
    }                                                                                            \
    ACTIVATION_LOOP                                                                              \
    for (i = 0; i < n; i++) y[i] = (T)(y[i] / sum);                                              \
  }                                                                                              \
  ACTIVATION_VALUE_ROW(gumbel_softmax, T,                                                        \
                       (const T *x, const T *u, T *y, size_t n, int training, T tau)) {          \
    ACTIVATION_SYMBOL_(gumbel_softmax, value_loop, T)(x, u, y, n, training, tau);                \
  }                                                                                              \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(gumbel_softmax, gradient_loop, T)(            \
      const T *y, const T *dy, T *dx, size_t n, T tau) {                                         \
    size_t i, top = 0;                                                                           \
    double mean = 0, at_top;                                                                     \
    for (i = 1; i < n; i++) top = y[i] > y[top] ? i : top;                                       \
    at_top = n ? dy[top] : 0;                                                                    \
    for (i = 0; i < n; i++) mean += (dy[i] - at_top) * y[i];                                     \
    for (i = 0; i < n; i++) dx[i] = (T)(y[i] * ((dy[i] - at_top) - mean) / tau);                 \
  }                                                                                              \
  ACTIVATION_GRADIENT_ROW(gumbel_softmax, T,                                                     \
                          (const T *y, const T *dy, T *dx, size_t n, T tau)) {                   \
    ACTIVATION_SYMBOL_(gumbel_softmax, gradient_loop, T)(y, dy, dx, n, tau);                     \
  }
FORMS(double)
FORMS(float)
