/*
 * activation_vector.h: float forms at full speed, for the authors of activation plugins.
 *
 * On processors with AVX-512 they compute sixteen floats at a time, on those with AVX2 and FMA
 * thirty-two, and elsewhere the plugin's own loops run.
 *
 *     static inline float f(float x) { ... }                any processor
 *     ACTIVATION_KERNEL_VALUE(mine, tanh, f)
 *
 * Bits may differ between these, never by position, length or form.
 */
#ifndef ACTIVATION_VECTOR_H
#define ACTIVATION_VECTOR_H

#include "activation_math.h"

/* 1 where code for AVX-512, and for AVX2, is compiled in; -DACTIVATION_AVX512=0 leaves it out. */
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
#endif

/*
 * The float forms of a value, scalar and array: activation_floats_KERNEL where there is AVX-512,
 * activation_octets_KERNEL where there are AVX2 and FMA, and elsewhere f, a `static inline float
 * f(float)`. Every element gets the same bits in either form, wherever it lies. The kernels are
 * sigmoid, tanh, elu, softsign, softplus, log_sigmoid, and silu, gelu, gelu_tanh, mish, hardswish
 * with their derivatives, silu_derivative and so on; an author's own is a function of each kind.
 */
#define ACTIVATION_KERNEL_VALUE(name, kernel, f) \
  ACTIVATION_KERNEL_VALUES(name, kernel, f)      \
  ACTIVATION_VECTOR_VALUE_FORMS_(name)
/* The same of a function vf of activation_floats alone: f with AVX2, too. */
#define ACTIVATION_VECTOR_VALUE(name, vf, f) \
  ACTIVATION_VECTOR_VALUES(name, vf, f)      \
  ACTIVATION_VECTOR_VALUE_FORMS_(name)
#define ACTIVATION_VECTOR_VALUE_FORMS_(name)                                  \
  ACTIVATION_VALUE_ARRAY(name, float, (const float *x, float *y, size_t n)) { \
    name##_values(x, y, n);                                                   \
  }                                                                           \
  ACTIVATION_VALUE(name, float, (float x)) { return name##_value_of(x); }

/* The same of a derivative: dx = dy * f'(x). */
#define ACTIVATION_KERNEL_DERIVATIVE(name, kernel, df) \
  ACTIVATION_KERNEL_GRADIENTS(name, kernel, df)        \
  ACTIVATION_VECTOR_DERIVATIVE_FORMS_(name)
#define ACTIVATION_VECTOR_DERIVATIVE(name, vdf, df) \
  ACTIVATION_VECTOR_GRADIENTS(name, vdf, df)        \
  ACTIVATION_VECTOR_DERIVATIVE_FORMS_(name)
#define ACTIVATION_VECTOR_DERIVATIVE_FORMS_(name)                                                  \
  ACTIVATION_GRADIENT_ARRAY(name, float, (const float *x, const float *dy, float *dx, size_t n)) { \
    name##_gradients(x, dy, dx, n);                                                                \
  }                                                                                                \
  ACTIVATION_DERIVATIVE(name, float, (float x)) { return name##_slope_of(x); }

/*
 * The same of a function with a parameter P, f being float f(float x, float P): the kernel where P
 * has its usual value, f elsewhere.
 */
#define ACTIVATION_KERNEL_VALUE_AT(name, P, usual, kernel, f)             \
  static inline float name##_usual_value(float x) { return f(x, usual); } \
  ACTIVATION_KERNEL_VALUES(name, kernel, name##_usual_value)              \
  ACTIVATION_VECTOR_VALUE_FORMS_AT_(name, P, usual, f)
#define ACTIVATION_VECTOR_VALUE_AT(name, P, usual, vf, f)                 \
  static inline float name##_usual_value(float x) { return f(x, usual); } \
  ACTIVATION_VECTOR_VALUES(name, vf, name##_usual_value)                  \
  ACTIVATION_VECTOR_VALUE_FORMS_AT_(name, P, usual, f)
#define ACTIVATION_VECTOR_VALUE_FORMS_AT_(name, P, usual, f)                                       \
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
#define ACTIVATION_KERNEL_DERIVATIVE_AT(name, P, usual, kernel, df)        \
  static inline float name##_usual_slope(float x) { return df(x, usual); } \
  ACTIVATION_KERNEL_GRADIENTS(name, kernel, name##_usual_slope)            \
  ACTIVATION_VECTOR_DERIVATIVE_FORMS_AT_(name, P, usual, df)
#define ACTIVATION_VECTOR_DERIVATIVE_AT(name, P, usual, vdf, df)           \
  static inline float name##_usual_slope(float x) { return df(x, usual); } \
  ACTIVATION_VECTOR_GRADIENTS(name, vdf, name##_usual_slope)               \
  ACTIVATION_VECTOR_DERIVATIVE_FORMS_AT_(name, P, usual, df)
#define ACTIVATION_VECTOR_DERIVATIVE_FORMS_AT_(name, P, usual, df)                             \
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
#define ACTIVATION_KERNEL_VALUES(name, kernel, f)                        \
  ACTIVATION_VALUES_BY_ONE_(name, f)                                     \
  ACTIVATION_VALUES_BY_SIXTEEN_(name, activation_floats_##kernel)        \
  ACTIVATION_VALUES_BY_OCTETS_(name, activation_octets_##kernel)         \
  static inline void name##_values(const float *x, float *y, size_t n) { \
    ACTIVATION_AT_SIXTEEN_(name##_values_by_sixteen(x, y, n); return)    \
    ACTIVATION_AT_OCTETS_(name##_values_by_octets(x, y, n); return)      \
    name##_values_by_one(x, y, n);                                       \
  }                                                                      \
  ACTIVATION_LANES_(name, value, kernel, f)
#define ACTIVATION_VECTOR_VALUES(name, vf, f)                            \
  ACTIVATION_VALUES_BY_ONE_(name, f)                                     \
  ACTIVATION_VALUES_BY_SIXTEEN_(name, vf)                                \
  static inline void name##_values(const float *x, float *y, size_t n) { \
    ACTIVATION_AT_SIXTEEN_(name##_values_by_sixteen(x, y, n); return)    \
    name##_values_by_one(x, y, n);                                       \
  }                                                                      \
  ACTIVATION_LANE_(name, value, vf, f)
#define ACTIVATION_KERNEL_GRADIENTS(name, kernel, df)                                         \
  ACTIVATION_GRADIENTS_BY_ONE_(name, df)                                                      \
  ACTIVATION_GRADIENTS_BY_SIXTEEN_(name, activation_floats_##kernel)                          \
  ACTIVATION_GRADIENTS_BY_OCTETS_(name, activation_octets_##kernel)                           \
  static inline void name##_gradients(const float *x, const float *dy, float *dx, size_t n) { \
    ACTIVATION_AT_SIXTEEN_(name##_gradients_by_sixteen(x, dy, dx, n); return)                 \
    ACTIVATION_AT_OCTETS_(name##_gradients_by_octets(x, dy, dx, n); return)                   \
    name##_gradients_by_one(x, dy, dx, n);                                                    \
  }                                                                                           \
  ACTIVATION_LANES_(name, slope, kernel, df)
#define ACTIVATION_VECTOR_GRADIENTS(name, vdf, df)                                            \
  ACTIVATION_GRADIENTS_BY_ONE_(name, df)                                                      \
  ACTIVATION_GRADIENTS_BY_SIXTEEN_(name, vdf)                                                 \
  static inline void name##_gradients(const float *x, const float *dy, float *dx, size_t n) { \
    ACTIVATION_AT_SIXTEEN_(name##_gradients_by_sixteen(x, dy, dx, n); return)                 \
    name##_gradients_by_one(x, dy, dx, n);                                                    \
  }                                                                                           \
  ACTIVATION_LANE_(name, slope, vdf, df)

/* Any processor. */
#define ACTIVATION_VALUES_BY_ONE_(name, f)                                                 \
  static ACTIVATION_CLONES void name##_values_by_one(const float *x, float *y, size_t n) { \
    size_t i;                                                                              \
    ACTIVATION_LOOP                                                                        \
    for (i = 0; i < n; i++) y[i] = f(x[i]);                                                \
  }
#define ACTIVATION_GRADIENTS_BY_ONE_(name, df)                \
  static ACTIVATION_CLONES void name##_gradients_by_one(      \
      const float *x, const float *dy, float *dx, size_t n) { \
    size_t i;                                                 \
    ACTIVATION_LOOP                                           \
    for (i = 0; i < n; i++) dx[i] = dy[i] * df(x[i]);         \
  }
#define ACTIVATION_LANE_(name, what, vf, f)                      \
  ACTIVATION_LANE_BY_SIXTEEN_(name, what, vf)                    \
  static inline float name##_##what##_of(float x) {              \
    ACTIVATION_AT_SIXTEEN_(return name##_##what##_by_sixteen(x)) \
    return f(x);                                                 \
  }
#define ACTIVATION_LANES_(name, what, kernel, f)                      \
  ACTIVATION_LANE_BY_SIXTEEN_(name, what, activation_floats_##kernel) \
  ACTIVATION_LANE_BY_OCTETS_(name, what, activation_octets_##kernel)  \
  static inline float name##_##what##_of(float x) {                   \
    ACTIVATION_AT_SIXTEEN_(return name##_##what##_by_sixteen(x))      \
    ACTIVATION_AT_OCTETS_(return name##_##what##_by_octets(x))        \
    return f(x);                                                      \
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
static inline int activation_has_octets(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#define ACTIVATION_AT_OCTETS_(what) if (activation_has_octets()) { what; }

ACTIVATION_OCTETS(activation_octets_load, (const float *x)) {
  activation_octets v;
  v.a = _mm256_loadu_ps(x);
  v.b = _mm256_loadu_ps(x + 8);
  v.c = _mm256_loadu_ps(x + 16);
  v.d = _mm256_loadu_ps(x + 24);
  return v;
}
ACTIVATION_AVX2_OF(void, activation_octets_store, (float *y, activation_octets v)) {
  _mm256_storeu_ps(y, v.a);
  _mm256_storeu_ps(y + 8, v.b);
  _mm256_storeu_ps(y + 16, v.c);
  _mm256_storeu_ps(y + 24, v.d);
}

#define ACTIVATION_LANE_BY_OCTETS_(name, what, of)                         \
  ACTIVATION_AVX2_TARGET static float name##_##what##_by_octets(float x) { \
    return _mm256_cvtss_f32(of(activation_o(x)).a);                        \
  }
#define ACTIVATION_VALUES_BY_OCTETS_(name, of)                         \
  ACTIVATION_AVX2_TARGET static void name##_values_by_octets(          \
      const float *x, float *y, size_t n) {                            \
    float rest[32] = {0};                                              \
    for (; n >= 32; n -= 32, x += 32, y += 32)                         \
      activation_octets_store(y, of(activation_octets_load(x)));       \
    if (n > 0) {                                                       \
      memcpy(rest, x, n * sizeof *x);                                  \
      activation_octets_store(rest, of(activation_octets_load(rest))); \
      memcpy(y, rest, n * sizeof *y);                                  \
    }                                                                  \
  }
#define ACTIVATION_GRADIENTS_BY_OCTETS_(name, odf)                                      \
  ACTIVATION_AVX2_TARGET static void name##_gradients_by_octets(                        \
      const float *x, const float *dy, float *dx, size_t n) {                           \
    float rest[32] = {0};                                                               \
    size_t i;                                                                           \
    for (; n >= 32; n -= 32, x += 32, dy += 32, dx += 32) {                             \
      activation_octets slope = odf(activation_octets_load(x));                         \
      activation_octets_store(dx, activation_o_mul(activation_octets_load(dy), slope)); \
    }                                                                                   \
    if (n > 0) {                                                                        \
      memcpy(rest, x, n * sizeof *x);                                                   \
      activation_octets_store(rest, odf(activation_octets_load(rest)));                 \
      for (i = 0; i < n; i++) dx[i] = dy[i] * rest[i];                                  \
    }                                                                                   \
  }
#else
#define ACTIVATION_AT_OCTETS_(what)
#define ACTIVATION_LANE_BY_OCTETS_(name, what, of)
#define ACTIVATION_VALUES_BY_OCTETS_(name, of)
#define ACTIVATION_GRADIENTS_BY_OCTETS_(name, odf)
#endif

#endif
