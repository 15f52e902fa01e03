#include "hillock_optimizer.h"

#include <math.h>

// sqrt() sets errno, and a loop that calls it stays scalar; the operation does not.
#if defined(__has_builtin) && __has_builtin(__builtin_elementwise_sqrt)
#define root(x) __builtin_elementwise_sqrt(x)
#else
#define root(x) _Generic((x), float: sqrtf, double: sqrt)(x)
#endif

#define DEFINE_OPTIMIZER(T, S)                                                                   \
  HILLOCK_CLONES void hillock_sgd_##S(T *restrict w, const T *restrict g, T *restrict v,         \
                                      size_t n, const hillock_rule *rule) {                      \
    const T rate = (T)rule->rate, scale = (T)rule->scale, momentum = (T)rule->momentum;          \
    const T kept = rule->decoupled ? (T)(1 - rule->rate * rule->decay) : 1;                      \
    const T decay = rule->decoupled ? 0 : (T)rule->decay;                                        \
    if (!v) {                                                                                    \
      for (size_t i = 0; i < n; i++) w[i] = kept * w[i] - rate * (scale * g[i] + decay * w[i]);  \
    } else if (rule->nesterov) {                                                                 \
      for (size_t i = 0; i < n; i++) {                                                           \
        T gradient = scale * g[i] + decay * w[i];                                                \
        v[i] = momentum * v[i] + gradient;                                                       \
        w[i] = kept * w[i] - rate * (gradient + momentum * v[i]);                                \
      }                                                                                          \
    } else {                                                                                     \
      for (size_t i = 0; i < n; i++) {                                                           \
        v[i] = momentum * v[i] + (scale * g[i] + decay * w[i]);                                  \
        w[i] = kept * w[i] - rate * v[i];                                                        \
      }                                                                                          \
    }                                                                                            \
  }                                                                                              \
  HILLOCK_CLONES void hillock_rmsprop_##S(T *restrict w, const T *restrict g, T *restrict s,     \
                                          size_t n, const hillock_rule *rule) {                  \
    const T rate = (T)rule->rate, scale = (T)rule->scale, square = (T)rule->square;              \
    const T epsilon = (T)rule->epsilon, fresh = (T)(1 - rule->square);                           \
    const T kept = rule->decoupled ? (T)(1 - rule->rate * rule->decay) : 1;                      \
    const T decay = rule->decoupled ? 0 : (T)rule->decay;                                        \
    for (size_t i = 0; i < n; i++) {                                                             \
      T gradient = scale * g[i] + decay * w[i];                                                  \
      s[i] = square * s[i] + fresh * gradient * gradient;                                        \
      w[i] = kept * w[i] - rate * gradient / (root(s[i]) + epsilon);                             \
    }                                                                                            \
  }                                                                                              \
  HILLOCK_CLONES void hillock_adam_##S(T *restrict w, const T *restrict g, T *restrict m,        \
                                       T *restrict s, size_t n, const hillock_rule *rule) {      \
    const T scale = (T)rule->scale, momentum = (T)rule->momentum, square = (T)rule->square;      \
    const T new_m = (T)(1 - rule->momentum), new_s = (T)(1 - rule->square);                      \
    const T step = (T)(rule->rate / rule->first_correction);                                     \
    const T unbiased = (T)(1 / sqrt(rule->second_correction)), epsilon = (T)rule->epsilon;       \
    const T kept = rule->decoupled ? (T)(1 - rule->rate * rule->decay) : 1;                      \
    const T decay = rule->decoupled ? 0 : (T)rule->decay;                                        \
    for (size_t i = 0; i < n; i++) {                                                             \
      T gradient = scale * g[i] + decay * w[i];                                                  \
      m[i] = momentum * m[i] + new_m * gradient;                                                 \
      s[i] = square * s[i] + new_s * gradient * gradient;                                        \
      w[i] = kept * w[i] - step * m[i] / (root(s[i]) * unbiased + epsilon);                      \
    }                                                                                            \
  }
HILLOCK_BOTH(DEFINE_OPTIMIZER)
