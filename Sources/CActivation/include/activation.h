/*
 * activation.h: the interface of activation plugins, version 1.
 *
 * A plugin is a shared library that exports C functions: an activation's value and its derivative.
 * This header is never required. Two functions are a plugin already, named after its file:
 *
 *     double activation_value(double x);
 *     double activation_derivative(double x);
 *
 * The header lets an author describe one, or several in one library:
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
 *     hillock build leaky_relu.c -o plugins
 *     cc -O3 -shared -fPIC -I... leaky_relu.c -o plugins/leaky_relu.so -lm     (the same by hand)
 *
 * The header stands alone: C99 or C++11, gcc or clang. It may be copied into any project.
 *
 * HOW A HOST USES A PLUGIN
 *
 * It reads the records that the macros below write, from the file, without running any of it. It
 * then loads the library, once, and calls the functions that the records declare. It never unloads
 * it while a call or a network can reach it.
 *
 * WHAT A PLUGIN PROMISES, of every function:
 *   - It is pure and reentrant. It must not keep state, allocate, lock, do I/O or system calls,
 *     throw, raise signals, or change the floating-point environment. Hosts call it from many
 *     threads at once.
 *   - The same arguments give the same bits: in any thread, at any place in an array, whatever n.
 *   - NaN gives NaN. At +-inf the value should be the limit, where there is one. At a kink a
 *     derivative may be any number between the one-sided ones.
 *   - It must not depend on alignment beyond the element's. n may be 0.
 *   - It must not keep a pointer beyond the call, nor free one: all memory is the host's.
 *   - Constructors, if any, must do nothing that lasts.
 *
 * WHAT A HOST PROMISES, of every call:
 *   - Pointers are valid for n elements. y may be x, dx may be dy or x: exactly, never partly
 *     overlapping. No other two overlap, so `restrict` must not be written on those that may.
 *   - Parameters lie in their declared interval.
 *   - Rounding is to nearest, and subnormal numbers are kept.
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

/* ---- Description ------------------------------------------------------------------------------
 *
 * Each macro stands at file scope, without a semicolon after it, and writes one record or more:
 * lines `NAME.key: text` in exported constants whose symbols begin with activation_info. Writing the
 * same record twice is an error of the compiler's. In another language, export one constant
 * `activation_info` with all the lines.
 *
 * NAME is the activation's name: letters of any alphabet, digits, _, -, + and ., at most 128 bytes of
 * UTF-8; in these macros, which make symbols of it, an identifier. The custom is lower case with _. A
 * parameter's name is a C identifier of at most 255 bytes.
 */

/* Any record. A host keeps and shows a key that it does not know. `symbol` tells apart, among the
 * constants of one activation, those whose key is the same. */
#define ACTIVATION_RECORD_AS(name, key, symbol, text)                            \
  ACTIVATION_C ACTIVATION_EXPORT const char activation_info_##name##_##symbol[]; \
  const char activation_info_##name##_##symbol[] = #name "." key ": " text "\n";
#define ACTIVATION_RECORD(name, key, text) ACTIVATION_RECORD_AS(name, #key, key, text)

/* Begins a description: a semantic version, and a line that says what the activation is. Required
 * once for each activation; the rest is optional. */
#define ACTIVATION(name, semantic_version, what)                \
  ACTIVATION_RECORD(name, abi, ACTIVATION_TEXT(ACTIVATION_ABI)) \
  ACTIVATION_RECORD(name, version, semantic_version)            \
  ACTIVATION_RECORD(name, summary, what)

/* For people. */
#define ACTIVATION_AUTHOR(name, text) ACTIVATION_RECORD(name, author, text)
#define ACTIVATION_LICENSE(name, text) ACTIVATION_RECORD(name, license, text)
#define ACTIVATION_URL(name, text) ACTIVATION_RECORD(name, url, text)

/* Other names that find it, separated by spaces. A host ignores case, - and _ where no name is
 * spelled as the user has it, so those need no alias. */
#define ACTIVATION_ALIASES(name, text) ACTIVATION_RECORD(name, aliases, text)

/* What this name, or another for the same function, means in another program: how its definition or
 * its defaults differ, and in which version. Once for each peer; `peer` is an identifier. */
#define ACTIVATION_NOTE(name, peer, text) ACTIVATION_RECORD_AS(name, "note." #peer, note_##peer, text)

/* The definition, in x, gate, u, training and the parameters: what `hillock conform` holds the
 * functions to, value and derivative, in arbitrary precision. At most 8192 bytes, 64 levels of
 * parentheses, calls and exponents, and 1500 different steps (numbers, variables, operations); so is
 * each expression of a range and of kinks. */
#define ACTIVATION_FORMULA(name, text) ACTIVATION_RECORD(name, formula, text)

/* All that the value can be: "[-1, 1]", "(0, inf)". */
#define ACTIVATION_RANGE(name, text) ACTIVATION_RECORD(name, range, text)
/* "increasing", "nondecreasing", "decreasing", "nonincreasing" or "no". */
#define ACTIVATION_MONOTONIC(name, text) ACTIVATION_RECORD(name, monotonic, text)
/* "odd" or "even". */
#define ACTIVATION_SYMMETRY(name, text) ACTIVATION_RECORD(name, symmetry, text)
/* The inputs at which there is no derivative: "0", "-3 3", an expression in parameters; or one in
 * x, for every x that it equals: "floor(x)" for each whole number. */
#define ACTIVATION_KINKS(name, text) ACTIVATION_RECORD(name, kinks, text)

/* The errors of value and derivative that the author promises not to exceed, in ULP, whatever the
 * parameters; or none, which promises nothing. They bind every form; beside
 * ACTIVATION_MAX_ULP_DOUBLE, which binds the double forms, the float ones. */
#define ACTIVATION_MAX_ULP(name, value, derivative) \
  ACTIVATION_RECORD(name, max_ulp, #value)          \
  ACTIVATION_RECORD(name, max_ulp_derivative, #derivative)
#define ACTIVATION_MAX_ULP_DOUBLE(name, value, derivative) \
  ACTIVATION_RECORD(name, max_ulp_double, #value)          \
  ACTIVATION_RECORD(name, max_ulp_derivative_double, #derivative)

/* The functions, "value", "derivative" or "value derivative", whose array forms of floats a host may
 * replace by tables of polynomials that it fits to the double function: where it has such tables,
 * they lie in registers (Hillock: with AVX-512), and one is right to 1 ULP, and to what max_ulp
 * promises. Where not, the plugin's forms are called as ever; a function without an array form may
 * always be a table. A derivative is then computed from x, also where the gradient array takes y. */
#define ACTIVATION_TABLES(name, functions) ACTIVATION_RECORD(name, tables, functions)

/* A parameter: an argument of that name, in any function, is its value. `initial` is the value
 * where a user gives none; `interval` is "in [0, 1]", "in (0, inf)"; without one any finite number
 * will do. */
#define ACTIVATION_PARAMETER(name, parameter, initial, what)               \
  ACTIVATION_RECORD_AS(name, "parameter", parameter_##parameter,           \
                       #parameter " = " #initial " -- " what)
#define ACTIVATION_PARAMETER_IN(name, parameter, initial, interval, what)  \
  ACTIVATION_RECORD_AS(name, "parameter", parameter_##parameter,           \
                       #parameter " = " #initial " " interval " -- " what)

/* A parameter that training changes. It needs df/dP: ACTIVATION_PARTIAL, or an argument dP of every
 * gradient function. */
#define ACTIVATION_LEARNABLE(name, parameter, initial, what) \
  ACTIVATION_PARAMETER_IN(name, parameter, initial, "learnable", what)
#define ACTIVATION_LEARNABLE_IN(name, parameter, initial, interval, what) \
  ACTIVATION_PARAMETER_IN(name, parameter, initial, interval " learnable", what)

/* ---- Functions --------------------------------------------------------------------------------
 *
 * Each macro records a prototype and begins the function's definition, from the same tokens, so
 * that the two cannot disagree; a body in braces follows. T is double or float: each function may
 * be there in both (the symbol of the float one ends in f). A host converts where a precision is
 * missing, and loops where an array form is. So one value and one derivative suffice, and each
 * form beyond them only adds speed.
 *
 * `arguments` is a parameter list in parentheses, in any order. What an argument is, its name says:
 *
 *     x          T, or const T *   the input
 *     y          T, or const T *   the value f(x); T * in a value function, which writes it
 *     n          size_t            how many elements, or the row's length
 *     dy         const T *         dL/dy, the gradient that arrives
 *     dx         T *               dL/dx, to be written
 *     gate       as x              the second input of a gated activation
 *     dgate      as dx             dL/dgate, to be written
 *     u          T, or const T *   a random number in [0, 1) for each element, the same in value
 *                                  and gradient; a host draws it
 *     training   int               1 while training, 0 otherwise
 *     P          T, or const T *   a parameter's value; as a pointer, one value for each element
 *     dP         T *               for a learnable P, where to ADD dL/dP: one sum, or, where P is
 *                                  a pointer, one for each element
 *
 * A derivative may take x, y or both. One that takes y alone lets a network overwrite x, and so
 * train with one buffer less. Training takes the gradient array where there is one; a scalar
 * derivative of x, exact far out, may stand beside a gradient array of y, which is cheap.
 */
#define ACTIVATION_FUNCTION_(name, T, result, key, role, arguments)                              \
  ACTIVATION_RECORD_AS(                                                                          \
      name, key, role##_##T,                                                                     \
      #result " " ACTIVATION_TEXT(ACTIVATION_SYMBOL_(name, role, T)) #arguments)                 \
  ACTIVATION_C ACTIVATION_EXPORT result ACTIVATION_SYMBOL_(name, role, T) arguments;             \
  result ACTIVATION_SYMBOL_(name, role, T) arguments
#define ACTIVATION_SYMBOL_(name, role, T) ACTIVATION_JOIN(name##_##role, ACTIVATION_SUFFIX_##T)

/* T NAME_value(T x, ...): returns f(x). Must be there, unless an array or a row form is. */
#define ACTIVATION_VALUE(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, T, "value", value, arguments)

/* T NAME_derivative(T x and/or T y, ...): returns df/dx. Must be there likewise. */
#define ACTIVATION_DERIVATIVE(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, T, "derivative", derivative, arguments)

/* T NAME_derivative_P(T x and/or T y, ...): returns df/dP, P a learnable parameter, or df/dgate. */
#define ACTIVATION_PARTIAL(name, T, P, arguments) \
  ACTIVATION_FUNCTION_(name, T, T, "derivative_" #P, derivative_##P, arguments)

/* void NAME_value_array(const T *x, T *y, size_t n, ...): y[i] = f(x[i]). y may be x. */
#define ACTIVATION_VALUE_ARRAY(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "value_array", value_array, arguments)

/* void NAME_gradient_array(const T *x and/or const T *y, const T *dy, T *dx, size_t n, ...):
 * dx[i] = dy[i] * f'(x[i]). dx may be dy or x: read what is needed of i before writing dx[i]. */
#define ACTIVATION_GRADIENT_ARRAY(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "gradient_array", gradient_array, arguments)

/* As the array forms, over one row of n elements that depend on each other: softmax and its kin.
 * They stand alone: an activation of rows has no other functions. */
#define ACTIVATION_VALUE_ROW(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "value_row", value_row, arguments)
#define ACTIVATION_GRADIENT_ROW(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "gradient_row", gradient_row, arguments)

/* ---- Half precision --------------------------------------------------------------------------
 *
 * Array forms whose elements are halves: T is _Float16 (IEEE 754 binary16) or __bf16 (the upper half
 * of a float), and where a compiler has no such type activation_float16 or activation_bfloat16, which
 * hold its bits. They are optional, beside functions of double or float; a host that wants halves
 * computes in float and rounds once where they are missing, and an older one passes over them.
 *
 *     ACTIVATION_HALF_VALUE_ARRAY(name, T, (const T *x, T *y, size_t n, float P, ...))
 *     ACTIVATION_HALF_GRADIENT_ARRAY(name, T, (const T *x, const T *dy, T *dx, size_t n, float P, ...))
 *
 * Every parameter is a float. gate, dgate and training may be there as in the other forms; y in a
 * gradient, u, and the sums dP may not. Both are held to the formula at all 65,536 numbers: to
 * ACTIVATION_MAX_ULP in the half's own ULP where that is declared, else to 4 ULP or, far out in a
 * tail, to 2 of what a number of max(1, |x|) has.
 */
typedef unsigned short activation_float16;
typedef unsigned short activation_bfloat16;
#define ACTIVATION_SUFFIX__Float16 f16
#define ACTIVATION_SUFFIX_activation_float16 f16
#define ACTIVATION_SUFFIX___bf16 bf16
#define ACTIVATION_SUFFIX_activation_bfloat16 bf16

#define ACTIVATION_HALF_VALUE_ARRAY(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "half_value_array", value_array, arguments)
#define ACTIVATION_HALF_GRADIENT_ARRAY(name, T, arguments) \
  ACTIVATION_FUNCTION_(name, T, void, "half_gradient_array", gradient_array, arguments)

/* A float from a bfloat16's bits, and the nearest bfloat16 to a float, ties to even. */
static inline float activation_from_bfloat16(activation_bfloat16 bits) {
  union {
    unsigned u;
    float f;
  } number;
  number.u = (unsigned)bits << 16;
  return number.f;
}
static inline activation_bfloat16 activation_to_bfloat16(float value) {
  union {
    unsigned u;
    float f;
  } number;
  number.f = value;
  /* A NaN stays one, though its payload lies in the lower half alone. */
  if (value != value) return (activation_bfloat16)((number.u >> 16) | 0x40);
  return (activation_bfloat16)((number.u + 0x7fff + ((number.u >> 16) & 1)) >> 16);
}

/*
 * Both of them from the two scalar functions of ACTIVATION_ARRAYS(name, float, f, df, P...), each
 * result computed in float and rounded once. T is _Float16, or activation_bfloat16.
 */
#define ACTIVATION_HALF_ARRAYS(name, T, ...)        \
  ACTIVATION_QUIET_                                 \
  ACTIVATION_HALF_VALUES_(name, T, __VA_ARGS__)     \
  ACTIVATION_HALF_GRADIENTS_(name, T, __VA_ARGS__)  \
  ACTIVATION_QUIET_END_

#define ACTIVATION_TO_FLOAT__Float16(half) ((float)(half))
#define ACTIVATION_FROM_FLOAT__Float16(number) ((_Float16)(number))
#define ACTIVATION_TO_FLOAT_activation_bfloat16(half) activation_from_bfloat16(half)
#define ACTIVATION_FROM_FLOAT_activation_bfloat16(number) activation_to_bfloat16(number)
#define ACTIVATION_TO_FLOAT_(T, half) ACTIVATION_JOIN(ACTIVATION_TO_FLOAT_, T)(half)
#define ACTIVATION_FROM_FLOAT_(T, number) ACTIVATION_JOIN(ACTIVATION_FROM_FLOAT_, T)(number)

#define ACTIVATION_HALF_VALUES_(name, T, ...)                                                      \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(name, value_loop, T)(                           \
      const T *x, T *y, size_t n ACTIVATION_LIST_(TYPED, float, __VA_ARGS__)) {                    \
    size_t activation_i;                                                                           \
    ACTIVATION_LOOP                                                                                \
    for (activation_i = 0; activation_i < n; activation_i++) {                                     \
      y[activation_i] = ACTIVATION_FROM_FLOAT_(                                                    \
          T, ACTIVATION_CALL_(ACTIVATION_FIRST_(__VA_ARGS__, ),                                    \
                              ACTIVATION_TO_FLOAT_(T, x[activation_i])                             \
                                  ACTIVATION_LIST_(NAMED, float, __VA_ARGS__)));                   \
    }                                                                                              \
  }                                                                                                \
  ACTIVATION_HALF_VALUE_ARRAY(name, T, (const T *x, T *y, size_t n                                 \
                                        ACTIVATION_LIST_(TYPED, float, __VA_ARGS__))) {            \
    ACTIVATION_SYMBOL_(name, value_loop, T)(x, y, n ACTIVATION_LIST_(NAMED, float, __VA_ARGS__));  \
  }
#define ACTIVATION_HALF_GRADIENTS_(name, T, ...)                                                   \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(name, gradient_loop, T)(                        \
      const T *x, const T *dy, T *dx, size_t n                                                     \
      ACTIVATION_LIST_(TYPED, float, __VA_ARGS__)) {                                               \
    size_t activation_i;                                                                           \
    ACTIVATION_LOOP                                                                                \
    for (activation_i = 0; activation_i < n; activation_i++) {                                     \
      dx[activation_i] = ACTIVATION_FROM_FLOAT_(                                                   \
          T, ACTIVATION_TO_FLOAT_(T, dy[activation_i]) *                                           \
                 ACTIVATION_CALL_(ACTIVATION_SECOND_(__VA_ARGS__, ),                               \
                                  ACTIVATION_TO_FLOAT_(T, x[activation_i])                         \
                                      ACTIVATION_LIST_(NAMED, float, __VA_ARGS__)));               \
    }                                                                                              \
  }                                                                                                \
  ACTIVATION_HALF_GRADIENT_ARRAY(name, T, (const T *x, const T *dy, T *dx, size_t n                \
                                           ACTIVATION_LIST_(TYPED, float, __VA_ARGS__))) {         \
    ACTIVATION_SYMBOL_(name, gradient_loop, T)(                                                    \
        x, dy, dx, n ACTIVATION_LIST_(NAMED, float, __VA_ARGS__));                                 \
  }

/* ---- Speed ----------------------------------------------------------------------------------- */

/*
 * Both array forms from two `static inline` scalar functions:
 *
 *     static inline float f(float x, float alpha) { ... }
 *     static inline float df(float x, float alpha) { ... }
 *     ACTIVATION_ARRAYS(name, float, f, df, alpha)
 *
 * f is T (T x, T P...) and df the same, df/dx. After them come the names of the parameters that
 * both take, in order: none, or up to eight. They must not be learnable, unless ACTIVATION_PARTIAL
 * gives their derivatives.
 *
 * The loops become vector code at -O3 (gcc's -O2 leaves them scalar) with -fno-math-errno
 * -fno-trapping-math, the flags of `hillock build`, as long as f and df call nothing that is not
 * inline. They are compiled for each instruction set level (ACTIVATION_CLONES). On one machine
 * every element gets the same bits, wherever it lies and whatever n. From level to level, and from
 * an array form to a scalar one, results may differ where the compiler fuses a product into a sum;
 * -ffp-contract=off forbids it, at a price, and makes all agree.
 */
#define ACTIVATION_ARRAYS(name, T, ...)                   \
  ACTIVATION_QUIET_                                       \
  ACTIVATION_ARRAY_OF_VALUES_(name, T, __VA_ARGS__)       \
  ACTIVATION_ARRAY_OF_GRADIENTS_(name, T, x, __VA_ARGS__) \
  ACTIVATION_QUIET_END_

/* The same where the derivative is a function of the value: df is T (T y, T P...). */
#define ACTIVATION_ARRAYS_OF_Y(name, T, ...)              \
  ACTIVATION_QUIET_                                       \
  ACTIVATION_ARRAY_OF_VALUES_(name, T, __VA_ARGS__)       \
  ACTIVATION_ARRAY_OF_GRADIENTS_(name, T, y, __VA_ARGS__) \
  ACTIVATION_QUIET_END_

/* The gradient array alone, beside a value array that was made in another way: df of x, or of y. */
#define ACTIVATION_GRADIENTS(name, T, ...)                   \
  ACTIVATION_QUIET_                                          \
  ACTIVATION_ARRAY_OF_GRADIENTS_(name, T, x, _, __VA_ARGS__) \
  ACTIVATION_QUIET_END_
#define ACTIVATION_GRADIENTS_OF_Y(name, T, ...)              \
  ACTIVATION_QUIET_                                          \
  ACTIVATION_ARRAY_OF_GRADIENTS_(name, T, y, _, __VA_ARGS__) \
  ACTIVATION_QUIET_END_

/*
 * Before a static function: compiles it once for each instruction set level, and chooses when the
 * library loads. x86-64 with glibc only; elsewhere, and in a clang or gcc that cannot, it is
 * compiled once. What it calls is compiled into it (but clang, which cannot have both, decides for
 * itself). May be defined (as nothing, say) before the header is included.
 */
#ifndef ACTIVATION_CLONES
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__clang__) && __clang_major__ >= 18
#define ACTIVATION_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#elif defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && __GNUC__ >= 12
#define ACTIVATION_CLONES \
  __attribute__((flatten, target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ACTIVATION_CLONES __attribute__((flatten))
#endif
#endif

/*
 * Before a loop over elements: its iterations are independent, even where y is x. Without it a
 * compiler tests for overlap, and takes the scalar loop where a buffer is overwritten in place.
 */
#if defined(__clang__)
#define ACTIVATION_LOOP _Pragma("clang loop vectorize(assume_safety)")
/* clang warns where such a loop stays scalar; a loop that calls into libm may. */
#define ACTIVATION_QUIET_ \
  _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wpass-failed\"")
#define ACTIVATION_QUIET_END_ _Pragma("clang diagnostic pop")
#else
#define ACTIVATION_LOOP _Pragma("GCC ivdep")
#define ACTIVATION_QUIET_
#define ACTIVATION_QUIET_END_
#endif

/* The loop is a function of its own because clang clones none that has a visibility. */
#define ACTIVATION_ARRAY_OF_VALUES_(name, T, ...)                                               \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(name, value_loop, T)(                        \
      const T *x, T *y, size_t n ACTIVATION_LIST_(TYPED, T, __VA_ARGS__)) {                     \
    size_t activation_i;                                                                        \
    ACTIVATION_LOOP                                                                             \
    for (activation_i = 0; activation_i < n; activation_i++) {                                  \
      y[activation_i] = ACTIVATION_CALL_(                                                       \
          ACTIVATION_FIRST_(__VA_ARGS__, ),                                                     \
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
      dx[activation_i] = dy[activation_i] * ACTIVATION_CALL_(                                   \
          ACTIVATION_SECOND_(__VA_ARGS__, ),                                                    \
          input[activation_i] ACTIVATION_LIST_(NAMED, T, __VA_ARGS__));                         \
    }                                                                                           \
  }                                                                                             \
  ACTIVATION_GRADIENT_ARRAY(name, T, (const T *input, const T *dy, T *dx, size_t n              \
                                      ACTIVATION_LIST_(TYPED, T, __VA_ARGS__))) {               \
    ACTIVATION_SYMBOL_(name, gradient_loop, T)(                                                 \
        input, dy, dx, n ACTIVATION_LIST_(NAMED, T, __VA_ARGS__));                              \
  }

/* A call of f, which may be a macro. */
#define ACTIVATION_CALL_(f, ...) f(__VA_ARGS__)

/* `, T P` or `, P` for each parameter after the two functions. */
#define ACTIVATION_FIRST_(f, ...) f
#define ACTIVATION_SECOND_(f, df, ...) df
#define ACTIVATION_COUNT_(...) ACTIVATION_ELEVENTH_(__VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1, 0, _, _)
#define ACTIVATION_ELEVENTH_(f, df, a, b, c, d, e, g, h, i, count, ...) count
#define ACTIVATION_LIST_(kind, T, ...) \
  ACTIVATION_JOIN(ACTIVATION_LIST_, ACTIVATION_COUNT_(__VA_ARGS__)) \
  (ACTIVATION_##kind##_, T, __VA_ARGS__)
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
