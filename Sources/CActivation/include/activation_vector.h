/*
 * activation_vector.h: forms at full speed, for the authors of activation plugins.
 *
 * On processors with AVX-512 they compute sixteen floats at a time, on those with AVX2 and FMA
 * thirty-two floats or sixteen doubles, and elsewhere the plugin's own loops run.
 *
 *     static inline float f(float x) { ... }                any processor
 *     ACTIVATION_KERNEL_VALUE(mine, tanh, f)
 *     static inline double g(double x) { ... }
 *     ACTIVATION_KERNEL_DOUBLE_VALUE(mine, tanh, g)
 *
 * Bits may differ between these, and with AVX2 between makers of processors, whose reciprocals do;
 * never by position, length or form.
 */
#ifndef ACTIVATION_VECTOR_H
#define ACTIVATION_VECTOR_H

#include "activation_math.h"

/* 1 where code for AVX-512, and for AVX2, is compiled in: -DACTIVATION_AVX512=0 and
 * -DACTIVATION_AVX2=0 leave it out. */
#if defined(__x86_64__) && defined(__gnu_linux__)
#define ACTIVATION_X86_ 1
#else
#define ACTIVATION_X86_ 0
#endif
#ifndef ACTIVATION_AVX512
#define ACTIVATION_AVX512 ACTIVATION_X86_
#endif
#ifndef ACTIVATION_AVX2
#define ACTIVATION_AVX2 ACTIVATION_X86_
#endif

#if ACTIVATION_AVX512
#include "activation_avx512.h"
#endif
#if ACTIVATION_AVX2
#include "activation_avx2.h"
#include "activation_avx2_double.h"
#endif

/*
 * The float forms of a value, scalar and array: activation_floats_KERNEL where there is AVX-512,
 * activation_octets_KERNEL where there are AVX2 and FMA, and elsewhere f, a `static inline float
 * f(float)`. Every element gets the same bits in either form, wherever it lies. The kernels are
 * sigmoid, tanh, elu, softsign, softplus, log_sigmoid, and silu, gelu, gelu_tanh, mish, hardswish
 * with their derivatives, silu_derivative and so on; an author's own is a function of each kind.
 *
 * softplus, log_sigmoid and silu_derivative have none for AVX-512, as a host's tables are faster
 * there: these are to be left to it, by ACTIVATION_TABLES. Called by themselves they take AVX2's.
 */
#define ACTIVATION_KERNEL_VALUE(name, kernel, f) \
  ACTIVATION_KERNEL_VALUES(name, kernel, f)      \
  ACTIVATION_KERNEL_VALUE_FORMS_(name, float, name)
/* The double forms, in the same way: activation_doubles_KERNEL where there are AVX2 and FMA, and
 * elsewhere f. The kernels are sigmoid, tanh, silu, gelu, silu_derivative and gelu_derivative. */
#define ACTIVATION_KERNEL_DOUBLE_VALUE(name, kernel, f)      \
  ACTIVATION_KERNEL_DOUBLE_VALUES_(name##_double, kernel, f) \
  ACTIVATION_KERNEL_VALUE_FORMS_(name, double, name##_double)
#define ACTIVATION_KERNEL_VALUE_FORMS_(name, T, functions)        \
  ACTIVATION_VALUE_ARRAY(name, T, (const T *x, T *y, size_t n)) { \
    functions##_values(x, y, n);                                  \
  }                                                               \
  ACTIVATION_VALUE(name, T, (T x)) { return functions##_value_of(x); }

/* The same of a derivative: dx = dy * f'(x). */
#define ACTIVATION_KERNEL_DERIVATIVE(name, kernel, df) \
  ACTIVATION_KERNEL_GRADIENTS(name, kernel, df)        \
  ACTIVATION_KERNEL_DERIVATIVE_FORMS_(name, float, name)
#define ACTIVATION_KERNEL_DOUBLE_DERIVATIVE(name, kernel, df)    \
  ACTIVATION_KERNEL_DOUBLE_GRADIENTS_(name##_double, kernel, df) \
  ACTIVATION_KERNEL_DERIVATIVE_FORMS_(name, double, name##_double)
#define ACTIVATION_KERNEL_DERIVATIVE_FORMS_(name, T, functions)                    \
  ACTIVATION_GRADIENT_ARRAY(name, T, (const T *x, const T *dy, T *dx, size_t n)) { \
    functions##_gradients(x, dy, dx, n);                                           \
  }                                                                                \
  ACTIVATION_DERIVATIVE(name, T, (T x)) { return functions##_slope_of(x); }

/*
 * The same of a function with a parameter P, f being float f(float x, float P): the kernel where P
 * has its usual value, f elsewhere.
 */
#define ACTIVATION_KERNEL_VALUE_AT(name, P, usual, kernel, f)                                      \
  static inline float name##_usual_value(float x) { return f(x, usual); }                          \
  ACTIVATION_KERNEL_VALUES(name, kernel, name##_usual_value)                                       \
  static ACTIVATION_CLONES void name##_other_values(const float *x, float *y, size_t n, float P) { \
    size_t i;                                                                                      \
    ACTIVATION_LOOP                                                                                \
    for (i = 0; i < n; i++) y[i] = f(x[i], P);                                                     \
  }                                                                                                \
  ACTIVATION_VALUE_ARRAY(name, float, (const float *x, float *y, size_t n, float P)) {             \
    if (P == (float)(usual)) {                                                                     \
      name##_values(x, y, n);                                                                      \
    } else {                                                                                       \
      name##_other_values(x, y, n, P);                                                             \
    }                                                                                              \
  }                                                                                                \
  ACTIVATION_VALUE(name, float, (float x, float P)) {                                              \
    return P == (float)(usual) ? name##_value_of(x) : f(x, P);                                     \
  }
#define ACTIVATION_KERNEL_DERIVATIVE_AT(name, P, usual, kernel, df)                            \
  static inline float name##_usual_slope(float x) { return df(x, usual); }                     \
  ACTIVATION_KERNEL_GRADIENTS(name, kernel, name##_usual_slope)                                \
  static ACTIVATION_CLONES void name##_other_gradients(                                        \
      const float *x, const float *dy, float *dx, size_t n, float P) {                         \
    size_t i;                                                                                  \
    ACTIVATION_LOOP                                                                            \
    for (i = 0; i < n; i++) dx[i] = dy[i] * df(x[i], P);                                       \
  }                                                                                            \
  ACTIVATION_GRADIENT_ARRAY(name, float,                                                       \
                            (const float *x, const float *dy, float *dx, size_t n, float P)) { \
    if (P == (float)(usual)) {                                                                 \
      name##_gradients(x, dy, dx, n);                                                          \
    } else {                                                                                   \
      name##_other_gradients(x, dy, dx, n, P);                                                 \
    }                                                                                          \
  }                                                                                            \
  ACTIVATION_DERIVATIVE(name, float, (float x, float P)) {                                     \
    return P == (float)(usual) ? name##_slope_of(x) : df(x, P);                                \
  }

/*
 * The functions behind these forms: NAME_values(x, y, n) and float NAME_value_of(float x);
 * NAME_gradients(x, dy, dx, n) and float NAME_slope_of(float x), which is f'. Each level's are
 * NAME_values_by_sixteen and so on; those of the best level that there is are called.
 */
#define ACTIVATION_KERNEL_VALUES(name, kernel, f) \
  ACTIVATION_BY_LEVEL_(ACTIVATION_KERNEL_VALUES_, kernel)(name, kernel, f)
#define ACTIVATION_KERNEL_VALUES_SIXTEEN(name, kernel, f)                               \
  ACTIVATION_VALUES_BY_SIXTEEN_(name, activation_floats_##kernel)                       \
  ACTIVATION_LANE_BY_SIXTEEN_(name, value, activation_floats_##kernel)                  \
  ACTIVATION_VALUES_(name, float, octets, o, kernel, f,                                 \
                     ACTIVATION_AT_SIXTEEN_(name##_values_by_sixteen(x, y, n); return), \
                     ACTIVATION_AT_SIXTEEN_(return name##_value_by_sixteen(x)))
#define ACTIVATION_KERNEL_VALUES_AVX2(name, kernel, f) \
  ACTIVATION_VALUES_(name, float, octets, o, kernel, f, , )
#define ACTIVATION_KERNEL_DOUBLE_VALUES_(name, kernel, f) \
  ACTIVATION_VALUES_(name, double, doubles, q, kernel, f, , )
#define ACTIVATION_VALUES_(name, T, kind, o, kernel, f, values_at_sixteen, value_at_sixteen) \
  ACTIVATION_VALUES_BY_ONE_(name, T, f)                                                      \
  ACTIVATION_VALUES_BY_AVX2_(name, T, kind, o, kernel)                                       \
  ACTIVATION_LANE_(name, value, T, kind, o, kernel, f, value_at_sixteen)                     \
  static inline void name##_values(const T *x, T *y, size_t n) {                             \
    values_at_sixteen                                                                        \
    ACTIVATION_AT_AVX2_(name##_values_by_avx2(x, y, n); return)                              \
    name##_values_by_one(x, y, n);                                                           \
  }
#define ACTIVATION_KERNEL_GRADIENTS(name, kernel, df) \
  ACTIVATION_BY_LEVEL_(ACTIVATION_KERNEL_GRADIENTS_, kernel)(name, kernel, df)
#define ACTIVATION_KERNEL_GRADIENTS_SIXTEEN(name, kernel, df)                                      \
  ACTIVATION_GRADIENTS_BY_SIXTEEN_(name, activation_floats_##kernel)                               \
  ACTIVATION_LANE_BY_SIXTEEN_(name, slope, activation_floats_##kernel)                             \
  ACTIVATION_GRADIENTS_(name, float, octets, o, kernel, df,                                        \
                        ACTIVATION_AT_SIXTEEN_(name##_gradients_by_sixteen(x, dy, dx, n); return), \
                        ACTIVATION_AT_SIXTEEN_(return name##_slope_by_sixteen(x)))
#define ACTIVATION_KERNEL_GRADIENTS_AVX2(name, kernel, df) \
  ACTIVATION_GRADIENTS_(name, float, octets, o, kernel, df, , )
#define ACTIVATION_KERNEL_DOUBLE_GRADIENTS_(name, kernel, df) \
  ACTIVATION_GRADIENTS_(name, double, doubles, q, kernel, df, , )
#define ACTIVATION_GRADIENTS_(name, T, kind, o, kernel, df, gradients_at_sixteen, \
                              slope_at_sixteen)                                   \
  ACTIVATION_GRADIENTS_BY_ONE_(name, T, df)                                       \
  ACTIVATION_GRADIENTS_BY_AVX2_(name, T, kind, o, kernel)                         \
  ACTIVATION_LANE_(name, slope, T, kind, o, kernel, df, slope_at_sixteen)         \
  static inline void name##_gradients(const T *x, const T *dy, T *dx, size_t n) { \
    gradients_at_sixteen                                                          \
    ACTIVATION_AT_AVX2_(name##_gradients_by_avx2(x, dy, dx, n); return)           \
    name##_gradients_by_one(x, dy, dx, n);                                        \
  }
#define ACTIVATION_LANE_(name, what, T, kind, o, kernel, f, at_sixteen) \
  ACTIVATION_LANE_BY_AVX2_(name, what, T, kind, o, kernel)              \
  static inline T name##_##what##_of(T x) {                             \
    at_sixteen                                                          \
    ACTIVATION_AT_AVX2_(return name##_##what##_by_avx2(x))              \
    return f(x);                                                        \
  }

/* The kernels that have no function for AVX-512; ACTIVATION_BY_LEVEL_ appends the best level. */
#define ACTIVATION_BEST_OF_silu_derivative ~, AVX2
#define ACTIVATION_BEST_OF_softplus ~, AVX2
#define ACTIVATION_BEST_OF_log_sigmoid ~, AVX2
#define ACTIVATION_BY_LEVEL_(macro, kernel) \
  ACTIVATION_JOIN(macro, ACTIVATION_LEVEL_(ACTIVATION_BEST_OF_##kernel, SIXTEEN, ~))
/* The second argument once the first, where it is a macro of two, has become them. */
#define ACTIVATION_LEVEL_(...) ACTIVATION_SECOND_(__VA_ARGS__)

/* Any processor: no clones, for one with more has the functions below. */
#define ACTIVATION_VALUES_BY_ONE_(name, T, f)                                             \
  static __attribute__((flatten)) void name##_values_by_one(const T *x, T *y, size_t n) { \
    size_t i;                                                                             \
    ACTIVATION_LOOP                                                                       \
    for (i = 0; i < n; i++) y[i] = f(x[i]);                                               \
  }
#define ACTIVATION_GRADIENTS_BY_ONE_(name, T, df)               \
  static __attribute__((flatten)) void name##_gradients_by_one( \
      const T *x, const T *dy, T *dx, size_t n) {               \
    size_t i;                                                   \
    ACTIVATION_LOOP                                             \
    for (i = 0; i < n; i++) dx[i] = dy[i] * df(x[i]);           \
  }

#if ACTIVATION_AVX512
static inline int activation_has_floats(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}
#define ACTIVATION_AT_SIXTEEN_(what) if (activation_has_floats()) { what; }

/* The first n < 16 of sixteen. */
ACTIVATION_VECTOR_OF(__mmask16, activation_first, (size_t n)) {
  return (__mmask16)((1u << n) - 1);
}

#define ACTIVATION_LANE_BY_SIXTEEN_(name, what, vf)                \
  ACTIVATION_V4 static float name##_##what##_by_sixteen(float x) { \
    return _mm512_cvtss_f32(vf(_mm512_set1_ps(x)));                \
  }
#define ACTIVATION_VALUES_BY_SIXTEEN_(name, vf)                                            \
  ACTIVATION_V4 static void name##_values_by_sixteen(const float *x, float *y, size_t n) { \
    size_t i;                                                                              \
    for (i = 0; i + 16 <= n; i += 16) _mm512_storeu_ps(y + i, vf(_mm512_loadu_ps(x + i))); \
    if (i < n) {                                                                           \
      __mmask16 rest = activation_first(n - i);                                            \
      _mm512_mask_storeu_ps(y + i, rest, vf(_mm512_maskz_loadu_ps(rest, x + i)));          \
    }                                                                                      \
  }
#define ACTIVATION_GRADIENTS_BY_SIXTEEN_(name, vdf)                            \
  ACTIVATION_V4 static void name##_gradients_by_sixteen(                       \
      const float *x, const float *dy, float *dx, size_t n) {                  \
    size_t i;                                                                  \
    for (i = 0; i + 16 <= n; i += 16) {                                        \
      activation_floats slope = vdf(_mm512_loadu_ps(x + i));                   \
      _mm512_storeu_ps(dx + i, _mm512_mul_ps(_mm512_loadu_ps(dy + i), slope)); \
    }                                                                          \
    if (i < n) {                                                               \
      __mmask16 rest = activation_first(n - i);                                \
      activation_floats slope = vdf(_mm512_maskz_loadu_ps(rest, x + i));       \
      activation_floats d = _mm512_maskz_loadu_ps(rest, dy + i);               \
      _mm512_mask_storeu_ps(dx + i, rest, _mm512_mul_ps(d, slope));            \
    }                                                                          \
  }
#else
#define ACTIVATION_AT_SIXTEEN_(what)
#define ACTIVATION_LANE_BY_SIXTEEN_(name, what, vf)
#define ACTIVATION_VALUES_BY_SIXTEEN_(name, vf)
#define ACTIVATION_GRADIENTS_BY_SIXTEEN_(name, vdf)
#endif

#if ACTIVATION_AVX2
static inline int activation_has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#define ACTIVATION_AT_AVX2_(what) if (activation_has_avx2()) { what; }

/* `kind` is octets or doubles, and o the letter of their operations. */
#define ACTIVATION_LANE_BY_AVX2_(name, what, T, kind, o, kernel)                    \
  ACTIVATION_AVX2_TARGET static T name##_##what##_by_avx2(T x) {                    \
    T lanes[4 * sizeof(__m256) / sizeof(T)];                                        \
    activation_##o##_store(lanes, activation_##kind##_##kernel(activation_##o(x))); \
    return lanes[0];                                                                \
  }
#define ACTIVATION_VALUES_BY_AVX2_(name, T, kind, o, kernel)                                   \
  ACTIVATION_AVX2_TARGET static void name##_values_by_avx2(const T *x, T *y, size_t n) {       \
    enum { lanes = 4 * sizeof(__m256) / sizeof(T) };                                           \
    T rest[lanes] = {0};                                                                       \
    for (; n >= lanes; n -= lanes, x += lanes, y += lanes)                                     \
      activation_##o##_store(y, activation_##kind##_##kernel(activation_##o##_load(x)));       \
    if (n > 0) {                                                                               \
      memcpy(rest, x, n * sizeof *x);                                                          \
      activation_##o##_store(rest, activation_##kind##_##kernel(activation_##o##_load(rest))); \
      memcpy(y, rest, n * sizeof *y);                                                          \
    }                                                                                          \
  }
#define ACTIVATION_GRADIENTS_BY_AVX2_(name, T, kind, o, kernel)                                \
  ACTIVATION_AVX2_TARGET static void name##_gradients_by_avx2(                                 \
      const T *x, const T *dy, T *dx, size_t n) {                                              \
    enum { lanes = 4 * sizeof(__m256) / sizeof(T) };                                           \
    T rest[lanes] = {0};                                                                       \
    size_t i;                                                                                  \
    for (; n >= lanes; n -= lanes, x += lanes, dy += lanes, dx += lanes)                       \
      activation_##o##_store(                                                                  \
          dx, activation_##o##_mul(activation_##o##_load(dy),                                  \
                                   activation_##kind##_##kernel(activation_##o##_load(x))));   \
    if (n > 0) {                                                                               \
      memcpy(rest, x, n * sizeof *x);                                                          \
      activation_##o##_store(rest, activation_##kind##_##kernel(activation_##o##_load(rest))); \
      for (i = 0; i < n; i++) dx[i] = dy[i] * rest[i];                                         \
    }                                                                                          \
  }
#else
#define ACTIVATION_AT_AVX2_(what)
#define ACTIVATION_LANE_BY_AVX2_(name, what, T, kind, o, kernel)
#define ACTIVATION_VALUES_BY_AVX2_(name, T, kind, o, kernel)
#define ACTIVATION_GRADIENTS_BY_AVX2_(name, T, kind, o, kernel)
#endif

#endif
