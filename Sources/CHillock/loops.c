// The inner loops of ufuncs: whole arrays go to the plugin as they are, others in blocks.
#include <fenv.h>
#include <string.h>

#include "hillock.h"

enum { block = 1024 };

// NumPy warns of the flags of arithmetic that it finds after a loop: what a plugin leaves there tells of
// the ways that it took, not of its results. What was there before, as of a cast, stays.
static fexcept_t flags(void) {
  fexcept_t before;
  fegetexceptflag(&before, FE_ALL_EXCEPT);
  return before;
}

static void restore_flags(fexcept_t before) { fesetexceptflag(&before, FE_ALL_EXCEPT); }

#define LOOPS(T, suffix)                                                                            \
  typedef int unary_##suffix(const hillock_activation *, size_t, size_t, const T *, const T *,      \
                             const T *, T *);                                                       \
                                                                                                    \
  static void gather_##suffix(T *into, const char *from, intptr_t step, size_t count) {             \
    for (size_t i = 0; i < count; i++, from += step) memcpy(into + i, from, sizeof(T));             \
  }                                                                                                 \
                                                                                                    \
  static void scatter_##suffix(char *into, const T *from, intptr_t step, size_t count) {            \
    for (size_t i = 0; i < count; i++, into += step) memcpy(into, from + i, sizeof(T));             \
  }                                                                                                 \
                                                                                                    \
  static void map_##suffix(unary_##suffix *function, char **arguments, const intptr_t *counts,      \
                           const intptr_t *steps, const hillock_activation *activation) {           \
    size_t count = (size_t)counts[0];                                                               \
    if (steps[0] == sizeof(T) && steps[1] == sizeof(T)) {                                           \
      function(activation, count, 1, (const T *)(const void *)arguments[0], NULL, NULL,             \
               (T *)(void *)arguments[1]);                                                          \
      return;                                                                                       \
    }                                                                                               \
    T x[block];                                                                                     \
    const char *from = arguments[0];                                                                \
    char *into = arguments[1];                                                                      \
    while (count > 0) {                                                                             \
      size_t some = count < block ? count : block;                                                  \
      gather_##suffix(x, from, steps[0], some);                                                     \
      function(activation, some, 1, x, NULL, NULL, x);                                              \
      scatter_##suffix(into, x, steps[1], some);                                                    \
      from += (intptr_t)some * steps[0];                                                            \
      into += (intptr_t)some * steps[1];                                                            \
      count -= some;                                                                                \
    }                                                                                               \
  }                                                                                                 \
                                                                                                    \
  void hillock_value_loop_##suffix(char **arguments, const intptr_t *counts, const intptr_t *steps, \
                                   void *activation) {                                              \
    const fexcept_t before = flags();                                                               \
    map_##suffix(hillock_value_##suffix, arguments, counts, steps, activation);                     \
    restore_flags(before);                                                                          \
  }                                                                                                 \
                                                                                                    \
  void hillock_derivative_loop_##suffix(char **arguments, const intptr_t *counts,                   \
                                        const intptr_t *steps, void *activation) {                  \
    const fexcept_t before = flags();                                                               \
    map_##suffix(hillock_derivative_##suffix, arguments, counts, steps, activation);                \
    restore_flags(before);                                                                          \
  }                                                                                                 \
                                                                                                    \
  void hillock_gradient_loop_##suffix(char **arguments, const intptr_t *counts,                     \
                                      const intptr_t *steps, void *activation) {                    \
    const fexcept_t before = flags();                                                               \
    T x[block], dy[block];                                                                          \
    const char *inputs = arguments[0], *gradients = arguments[1];                                   \
    char *into = arguments[2];                                                                      \
    for (size_t count = (size_t)counts[0]; count > 0;) {                                            \
      size_t some = count < block ? count : block;                                                  \
      gather_##suffix(x, inputs, steps[0], some);                                                   \
      gather_##suffix(dy, gradients, steps[1], some);                                               \
      hillock_gradient_##suffix(activation, some, 1, x, NULL, NULL, NULL, dy, dy, NULL, NULL);      \
      scatter_##suffix(into, dy, steps[2], some);                                                   \
      inputs += (intptr_t)some * steps[0];                                                          \
      gradients += (intptr_t)some * steps[1];                                                       \
      into += (intptr_t)some * steps[2];                                                            \
      count -= some;                                                                                \
    }                                                                                               \
    restore_flags(before);                                                                          \
  }

LOOPS(float, f32)
LOOPS(double, f64)
