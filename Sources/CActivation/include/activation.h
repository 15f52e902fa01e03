/*
 * activation.h: the interface of activation plugins, version 1.
 *
 * A plugin is a shared library that exports C functions for an activation's value and derivative.
 * This header is never required: two functions, `double activation_value(double x)` and
 * `double activation_derivative(double x)`, are a plugin already. It lets an author describe one:
 *
 *     #include <activation.h>
 *
 *     ACTIVATION(leaky_relu, "1.0.0", "Leaky rectified linear unit")
 *     ACTIVATION_FORMULA(leaky_relu, "where(x > 0, x, negative_slope * x)")
 *     ACTIVATION_PARAMETER(leaky_relu, negative_slope, 0.01, "slope where x <= 0")
 *
 *     ACTIVATION_VALUE(leaky_relu, double, (double x, double negative_slope)) {
 *       return x > 0 ? x : negative_slope * x;
 *     }
 *     ACTIVATION_DERIVATIVE(leaky_relu, double, (double x, double negative_slope)) {
 *       return x > 0 ? 1 : negative_slope;
 *     }
 *
 *     cc -O2 -shared -fPIC -I... leaky_relu.c -o leaky_relu.so -lm
 *
 * It stands alone: C99 or C++11, gcc or clang, and it may be copied into any project.
 */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include <stddef.h>

/* The version of the interface that this header states. */
#define ACTIVATION_ABI 1

#ifdef __cplusplus
#define ACTIVATION_C extern "C"
#else
#define ACTIVATION_C extern
#endif

/* What the library exports, even when it is compiled with -fvisibility=hidden. */
#define ACTIVATION_EXPORT __attribute__((visibility("default")))

#define ACTIVATION_TEXT_(token) #token
#define ACTIVATION_TEXT(token) ACTIVATION_TEXT_(token)
#define ACTIVATION_JOIN_(a, b) a##b
#define ACTIVATION_JOIN(a, b) ACTIVATION_JOIN_(a, b)

/* C's own suffix of a type's functions: none for double, f for float. */
#define ACTIVATION_SUFFIX_double
#define ACTIVATION_SUFFIX_float f

/*
 * Any record: `NAME.key: text`, in an exported constant of its own. `symbol` tells the records of
 * one activation apart.
 */
#define ACTIVATION_RECORD_AS(name, key, symbol, text)                               \
  ACTIVATION_C ACTIVATION_EXPORT const char activation_info_##name##_##symbol[];    \
  const char activation_info_##name##_##symbol[] = #name "." key ": " text "\n";
#define ACTIVATION_RECORD(name, key, text) ACTIVATION_RECORD_AS(name, #key, key, text)

/* Begins a description: a semantic version, and a line that says what the activation is. */
#define ACTIVATION(name, semantic_version, what)                              \
  ACTIVATION_RECORD(name, abi, ACTIVATION_TEXT(ACTIVATION_ABI))               \
  ACTIVATION_RECORD(name, version, semantic_version)                          \
  ACTIVATION_RECORD(name, summary, what)

/* For people. */
#define ACTIVATION_AUTHOR(name, text) ACTIVATION_RECORD(name, author, text)
#define ACTIVATION_LICENSE(name, text) ACTIVATION_RECORD(name, license, text)
#define ACTIVATION_URL(name, text) ACTIVATION_RECORD(name, url, text)

/* Other names that find it, separated by spaces. */
#define ACTIVATION_ALIASES(name, text) ACTIVATION_RECORD(name, aliases, text)

/* The definition, which `hillock conform` holds the functions to. */
#define ACTIVATION_FORMULA(name, text) ACTIVATION_RECORD(name, formula, text)

/* Properties: "[-1, 1]"; "increasing"; "odd"; "-3 3". */
#define ACTIVATION_RANGE(name, text) ACTIVATION_RECORD(name, range, text)
#define ACTIVATION_MONOTONIC(name, text) ACTIVATION_RECORD(name, monotonic, text)
#define ACTIVATION_SYMMETRY(name, text) ACTIVATION_RECORD(name, symmetry, text)
#define ACTIVATION_KINKS(name, text) ACTIVATION_RECORD(name, kinks, text)

/* The error that the author promises not to exceed, in ULP of the result. */
#define ACTIVATION_MAX_ULP(name, value, derivative)                     \
  ACTIVATION_RECORD(name, max_ulp, #value)                              \
  ACTIVATION_RECORD(name, max_ulp_derivative, #derivative)

/*
 * A parameter: an argument of that name in any function. `where` is an interval, "in [0, 1]", or
 * "in [0, inf) learnable", or "learnable".
 */
#define ACTIVATION_PARAMETER(name, parameter, initial, what) \
  ACTIVATION_RECORD_AS(name, "parameter", parameter_##parameter, #parameter " = " #initial " -- " what)
#define ACTIVATION_PARAMETER_IN(name, parameter, initial, where, what)   \
  ACTIVATION_RECORD_AS(name, "parameter", parameter_##parameter,         \
                       #parameter " = " #initial " " where " -- " what)

/* A parameter that training may change; any value, or those in an interval. */
#define ACTIVATION_LEARNABLE(name, parameter, initial, what) \
  ACTIVATION_PARAMETER_IN(name, parameter, initial, "learnable", what)
#define ACTIVATION_LEARNABLE_IN(name, parameter, initial, interval, what) \
  ACTIVATION_PARAMETER_IN(name, parameter, initial, interval " learnable", what)

/*
 * Functions. Each macro records the prototype and begins the definition, from the same tokens.
 * T is double or float; `arguments` is the list in parentheses. What an argument is, its name says:
 * x, y, n, dy, dx, gate, dgate, u, training, a parameter P, or dP for a learnable one.
 */
#define ACTIVATION_FUNCTION_(name, T, result, key, role, arguments)                             \
  ACTIVATION_RECORD_AS(name, key, role##_##T,                                                   \
                       #result " " ACTIVATION_TEXT(ACTIVATION_SYMBOL_(name, role, T)) #arguments) \
  ACTIVATION_C ACTIVATION_EXPORT result ACTIVATION_SYMBOL_(name, role, T) arguments;            \
  result ACTIVATION_SYMBOL_(name, role, T) arguments
#define ACTIVATION_SYMBOL_(name, role, T) ACTIVATION_JOIN(name##_##role, ACTIVATION_SUFFIX_##T)

/* T NAME_value(T x, ...): f(x). Required, unless an array or a row form is there. */
#define ACTIVATION_VALUE(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, T, "value", value, arguments)
/* T NAME_derivative(T x and/or T y, ...): df/dx. */
#define ACTIVATION_DERIVATIVE(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, T, "derivative", derivative, arguments)
/* The same for df/dP, P a learnable parameter, and for df/dgate. */
#define ACTIVATION_PARTIAL(name, T, P, arguments) \
  ACTIVATION_FUNCTION_(name, T, T, "derivative_" #P, derivative_##P, arguments)
/* void NAME_value_array(const T *x, T *y, size_t n, ...): y[i] = f(x[i]); y may be x. */
#define ACTIVATION_VALUE_ARRAY(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "value_array", value_array, arguments)
/* void NAME_gradient_array(const T *x and/or const T *y, const T *dy, T *dx, size_t n, ...):
 * dx[i] = dy[i] * f'(x[i]); dx may be dy or x. */
#define ACTIVATION_GRADIENT_ARRAY(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "gradient_array", gradient_array, arguments)
/* As the array forms, over one row of n: softmax and its kin. */
#define ACTIVATION_VALUE_ROW(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "value_row", value_row, arguments)
#define ACTIVATION_GRADIENT_ROW(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "gradient_row", gradient_row, arguments)

/*
 * Compiles a function once for each instruction set level, and chooses when the library loads: on
 * x86-64 with glibc; elsewhere it is compiled once. May be defined (empty, say) before the header
 * is included.
 */
#ifndef ACTIVATION_CLONES
#if defined(__x86_64__) && defined(__gnu_linux__) && \
    (defined(__clang__) ? __clang_major__ >= 18 : __GNUC__ >= 12)
#define ACTIVATION_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ACTIVATION_CLONES
#endif
#endif

/*
 * Before a loop over elements: iterations are independent, though y may be x. Without it a
 * compiler tests for overlap, and takes the scalar loop where a buffer is overwritten in place.
 */
#if defined(__clang__)
#define ACTIVATION_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define ACTIVATION_LOOP _Pragma("GCC ivdep")
#endif

/*
 * Both array forms from two `static inline` scalar functions:
 *
 *     static inline float f(float x, float alpha) { ... }
 *     static inline float df(float x, float alpha) { ... }
 *     ACTIVATION_ARRAYS(name, float, f, df, alpha)
 *
 * f is T (T x, T P...) and df the same, df/dx. After them come the names of the parameters that
 * both take, in order: none, or up to eight. Loops become vector code at -O3 (gcc's -O2 leaves
 * them scalar).
 */
#define ACTIVATION_ARRAYS(name, T, ...)         \
  ACTIVATION_ARRAY_OF_VALUES_(name, T, __VA_ARGS__) \
  ACTIVATION_ARRAY_OF_GRADIENTS_(name, T, x, __VA_ARGS__)

/* The same where the derivative is a function of the value: df is T (T y, T P...). */
#define ACTIVATION_ARRAYS_OF_Y(name, T, ...)    \
  ACTIVATION_ARRAY_OF_VALUES_(name, T, __VA_ARGS__) \
  ACTIVATION_ARRAY_OF_GRADIENTS_(name, T, y, __VA_ARGS__)

/* The loop is a function of its own because clang clones none that has a visibility. */
#define ACTIVATION_ARRAY_OF_VALUES_(name, T, ...)                                               \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(name, value_loop, T)(                        \
      const T *x, T *y, size_t n ACTIVATION_LIST_(TYPED, T, __VA_ARGS__)) {                     \
    size_t activation_i;                                                                        \
    ACTIVATION_LOOP                                                                             \
    for (activation_i = 0; activation_i < n; activation_i++) {                                  \
      y[activation_i] = ACTIVATION_FIRST_(__VA_ARGS__, )(                                       \
          x[activation_i] ACTIVATION_LIST_(NAMED, T, __VA_ARGS__));                             \
    }                                                                                           \
  }                                                                                             \
  ACTIVATION_VALUE_ARRAY(name, T, (const T *x, T *y, size_t n                                   \
                                   ACTIVATION_LIST_(TYPED, T, __VA_ARGS__))) {                  \
    ACTIVATION_SYMBOL_(name, value_loop, T)(x, y, n ACTIVATION_LIST_(NAMED, T, __VA_ARGS__));   \
  }
#define ACTIVATION_ARRAY_OF_GRADIENTS_(name, T, input, ...)                                     \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(name, gradient_loop, T)(                     \
      const T *input, const T *dy, T *dx, size_t n ACTIVATION_LIST_(TYPED, T, __VA_ARGS__)) {   \
    size_t activation_i;                                                                        \
    ACTIVATION_LOOP                                                                             \
    for (activation_i = 0; activation_i < n; activation_i++) {                                  \
      dx[activation_i] = dy[activation_i] * ACTIVATION_SECOND_(__VA_ARGS__, )(                  \
                             input[activation_i] ACTIVATION_LIST_(NAMED, T, __VA_ARGS__));      \
    }                                                                                           \
  }                                                                                             \
  ACTIVATION_GRADIENT_ARRAY(name, T, (const T *input, const T *dy, T *dx, size_t n              \
                                      ACTIVATION_LIST_(TYPED, T, __VA_ARGS__))) {               \
    ACTIVATION_SYMBOL_(name, gradient_loop, T)(                                                 \
        input, dy, dx, n ACTIVATION_LIST_(NAMED, T, __VA_ARGS__));                              \
  }

/* `, T P` or `, P` for each parameter after the two functions. */
#define ACTIVATION_FIRST_(f, ...) f
#define ACTIVATION_SECOND_(f, df, ...) df
#define ACTIVATION_COUNT_(...) ACTIVATION_ELEVENTH_(__VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1, 0, _, _)
#define ACTIVATION_ELEVENTH_(f, df, a, b, c, d, e, g, h, i, count, ...) count
#define ACTIVATION_LIST_(kind, T, ...) \
  ACTIVATION_JOIN(ACTIVATION_LIST_, ACTIVATION_COUNT_(__VA_ARGS__))(ACTIVATION_##kind##_, T, __VA_ARGS__)
#define ACTIVATION_TYPED_(T, P) , T P
#define ACTIVATION_NAMED_(T, P) , P
#define ACTIVATION_LIST_0(m, T, f, df)
#define ACTIVATION_LIST_1(m, T, f, df, a) m(T, a)
#define ACTIVATION_LIST_2(m, T, f, df, a, b) m(T, a) m(T, b)
#define ACTIVATION_LIST_3(m, T, f, df, a, b, c) m(T, a) m(T, b) m(T, c)
#define ACTIVATION_LIST_4(m, T, f, df, a, b, c, d) m(T, a) m(T, b) m(T, c) m(T, d)
#define ACTIVATION_LIST_5(m, T, f, df, a, b, c, d, e) \
  ACTIVATION_LIST_4(m, T, f, df, a, b, c, d) m(T, e)
#define ACTIVATION_LIST_6(m, T, f, df, a, b, c, d, e, g) \
  ACTIVATION_LIST_5(m, T, f, df, a, b, c, d, e) m(T, g)
#define ACTIVATION_LIST_7(m, T, f, df, a, b, c, d, e, g, h) \
  ACTIVATION_LIST_6(m, T, f, df, a, b, c, d, e, g) m(T, h)
#define ACTIVATION_LIST_8(m, T, f, df, a, b, c, d, e, g, h, i) \
  ACTIVATION_LIST_7(m, T, f, df, a, b, c, d, e, g, h) m(T, i)

#endif
