// The inner loops of ufuncs: whole arrays go to the plugin as they are, others in blocks.
#include <fenv.h>
#include <string.h>

#include "hillock.h"

enum { block = 1024, most_inputs = 3 };

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
  /* Computes `count` numbers from its inputs, and says in which of these the results are then. */  \
  typedef T *block_##suffix(const hillock_activation *, size_t count, T (*inputs)[block]);          \
                                                                                                    \
  static void gather_##suffix(T *into, const char *from, intptr_t step, size_t count) {             \
    for (size_t i = 0; i < count; i++, from += step) memcpy(into + i, from, sizeof(T));             \
  }                                                                                                 \
                                                                                                    \
  static void scatter_##suffix(char *into, const T *from, intptr_t step, size_t count) {            \
    for (size_t i = 0; i < count; i++, into += step) memcpy(into, from + i, sizeof(T));             \
  }                                                                                                 \
                                                                                                    \
  static void blocks_##suffix(block_##suffix *body, int inputs, char **arguments,                   \
                              const intptr_t *counts, const intptr_t *steps,                        \
                              const hillock_activation *activation) {                               \
    const fexcept_t before = flags();                                                               \
    T gathered[most_inputs][block];                                                                 \
    intptr_t some;                                                                                  \
    for (intptr_t done = 0; done < counts[0]; done += some) {                                       \
      some = counts[0] - done < block ? counts[0] - done : block;                                   \
      for (int i = 0; i < inputs; i++) {                                                            \
        gather_##suffix(gathered[i], arguments[i] + done * steps[i], steps[i], (size_t)some);       \
      }                                                                                             \
      const T *results = body(activation, (size_t)some, gathered);                                  \
      scatter_##suffix(arguments[inputs] + done * steps[inputs], results, steps[inputs],            \
                       (size_t)some);                                                               \
    }                                                                                               \
    restore_flags(before);                                                                          \
  }                                                                                                 \
                                                                                                    \
  /* Whole arrays at once where they have no gaps, which says whether they had none. */             \
  static int whole_##suffix(unary_##suffix *function, char **arguments, const intptr_t *counts,     \
                            const intptr_t *steps, const hillock_activation *activation) {          \
    if (steps[0] != sizeof(T) || steps[1] != sizeof(T)) return 0;                                   \
    const fexcept_t before = flags();                                                               \
    function(activation, (size_t)counts[0], 1, (const T *)(const void *)arguments[0], NULL, NULL,   \
             (T *)(void *)arguments[1]);                                                            \
    restore_flags(before);                                                                          \
    return 1;                                                                                       \
  }                                                                                                 \
                                                                                                    \
  static T *value_block_##suffix(const hillock_activation *activation, size_t count,                \
                                 T (*inputs)[block]) {                                              \
    hillock_value_##suffix(activation, count, 1, inputs[0], NULL, NULL, inputs[0]);                 \
    return inputs[0];                                                                               \
  }                                                                                                 \
                                                                                                    \
  static T *derivative_block_##suffix(const hillock_activation *activation, size_t count,           \
                                      T (*inputs)[block]) {                                         \
    hillock_derivative_##suffix(activation, count, 1, inputs[0], NULL, NULL, inputs[0]);            \
    return inputs[0];                                                                               \
  }                                                                                                 \
                                                                                                    \
  static T *gradient_block_##suffix(const hillock_activation *activation, size_t count,             \
                                    T (*inputs)[block]) {                                           \
    hillock_gradient_##suffix(activation, count, 1, inputs[0], NULL, NULL, NULL, inputs[1],         \
                              inputs[1], NULL, NULL);                                               \
    return inputs[1];                                                                               \
  }                                                                                                 \
                                                                                                    \
  static T *training_value_block_##suffix(const hillock_activation *activation, size_t count,       \
                                          T (*inputs)[block]) {                                     \
    hillock_training_value_##suffix(activation, count, 1, inputs[0], NULL, NULL, inputs[1],         \
                                    inputs[0]);                                                     \
    return inputs[0];                                                                               \
  }                                                                                                 \
                                                                                                    \
  static T *training_gradient_block_##suffix(const hillock_activation *activation, size_t count,    \
                                             T (*inputs)[block]) {                                  \
    hillock_training_gradient_##suffix(activation, count, 1, inputs[0], NULL, NULL, inputs[1],      \
                                       NULL, inputs[2], inputs[2], NULL, NULL);                     \
    return inputs[2];                                                                               \
  }                                                                                                 \
                                                                                                    \
  void hillock_value_loop_##suffix(char **arguments, const intptr_t *counts, const intptr_t *steps, \
                                   void *activation) {                                              \
    if (!whole_##suffix(hillock_value_##suffix, arguments, counts, steps, activation)) {            \
      blocks_##suffix(value_block_##suffix, 1, arguments, counts, steps, activation);               \
    }                                                                                               \
  }                                                                                                 \
                                                                                                    \
  void hillock_derivative_loop_##suffix(char **arguments, const intptr_t *counts,                   \
                                        const intptr_t *steps, void *activation) {                  \
    if (!whole_##suffix(hillock_derivative_##suffix, arguments, counts, steps, activation)) {       \
      blocks_##suffix(derivative_block_##suffix, 1, arguments, counts, steps, activation);          \
    }                                                                                               \
  }                                                                                                 \
                                                                                                    \
  void hillock_gradient_loop_##suffix(char **arguments, const intptr_t *counts,                     \
                                      const intptr_t *steps, void *activation) {                    \
    blocks_##suffix(gradient_block_##suffix, 2, arguments, counts, steps, activation);              \
  }                                                                                                 \
                                                                                                    \
  void hillock_training_value_loop_##suffix(char **arguments, const intptr_t *counts,               \
                                            const intptr_t *steps, void *activation) {              \
    blocks_##suffix(training_value_block_##suffix, 2, arguments, counts, steps, activation);        \
  }                                                                                                 \
                                                                                                    \
  void hillock_training_gradient_loop_##suffix(char **arguments, const intptr_t *counts,            \
                                               const intptr_t *steps, void *activation) {           \
    blocks_##suffix(training_gradient_block_##suffix, 3, arguments, counts, steps, activation);     \
  }

LOOPS(float, f32)
LOOPS(double, f64)
