/*
 * activation_forms.h: all forms of a plugin, scalar and array, double and float, from double
 * functions. A part of activation_math.h.
 */
#ifndef ACTIVATION_FORMS_H
#define ACTIVATION_FORMS_H

#include "activation.h"
#include "activation_exponential.h" /* ACTIVATION_SOFTMAX_FORMS */

/*
 * Scalar and array forms, double and float, from
 *
 *     static inline double f(double x, double P...)      the value
 *     static inline double df(double x, double P...)     df/dx
 *
 * after which come the parameters' names, as for ACTIVATION_ARRAYS.
 */
#define ACTIVATION_FORMS(name, ...)                                                              \
  ACTIVATION_NARROW_(name, value, ACTIVATION_FIRST_(__VA_ARGS__, ), __VA_ARGS__)                 \
  ACTIVATION_NARROW_(name, derivative, ACTIVATION_SECOND_(__VA_ARGS__, ), __VA_ARGS__)           \
  ACTIVATION_ARRAYS(name, double, __VA_ARGS__)                                                   \
  ACTIVATION_ARRAYS(name, float, name##_narrow_value,                                            \
                    name##_narrow_derivative ACTIVATION_LIST_(NAMED, float, __VA_ARGS__))        \
  ACTIVATION_SCALARS(name, double, __VA_ARGS__)                                                  \
  ACTIVATION_SCALARS(name, float, name##_narrow_value,                                           \
                     name##_narrow_derivative ACTIVATION_LIST_(NAMED, float, __VA_ARGS__))

/* The same, where the float forms have functions of their own, ff and dff, of float x and float
 * parameters. */
#define ACTIVATION_FORMS_WITH_FLOAT(name, ff, dff, ...)                                          \
  ACTIVATION_ARRAYS(name, double, __VA_ARGS__)                                                   \
  ACTIVATION_ARRAYS(name, float, ff, dff ACTIVATION_LIST_(NAMED, float, __VA_ARGS__))            \
  ACTIVATION_SCALARS(name, double, __VA_ARGS__)                                                  \
  ACTIVATION_SCALARS(name, float, ff, dff ACTIVATION_LIST_(NAMED, float, __VA_ARGS__))

/* The same, with dfy, a macro or function of (y, P...) for either type, in the gradient arrays:
 * training then keeps y and no x. */
#define ACTIVATION_FORMS_OF_Y(name, dfy, ...)                                                    \
  ACTIVATION_NARROW_(name, value, ACTIVATION_FIRST_(__VA_ARGS__, ), __VA_ARGS__)                 \
  ACTIVATION_NARROW_(name, derivative, ACTIVATION_SECOND_(__VA_ARGS__, ), __VA_ARGS__)           \
  ACTIVATION_ARRAYS_OF_Y(name, double, ACTIVATION_FIRST_(__VA_ARGS__, ),                         \
                         dfy ACTIVATION_LIST_(NAMED, double, __VA_ARGS__))                       \
  ACTIVATION_ARRAYS_OF_Y(name, float, name##_narrow_value,                                       \
                         dfy ACTIVATION_LIST_(NAMED, float, __VA_ARGS__))                        \
  ACTIVATION_SCALARS(name, double, __VA_ARGS__)                                                  \
  ACTIVATION_SCALARS(name, float, name##_narrow_value,                                           \
                     name##_narrow_derivative ACTIVATION_LIST_(NAMED, float, __VA_ARGS__))

/* The same from macros or functions of (x, P...) that suit either type, for what needs no more
 * than the type's own arithmetic. */
#define ACTIVATION_SIMPLE_FORMS(name, ...)     \
  ACTIVATION_ARRAYS(name, double, __VA_ARGS__) \
  ACTIVATION_ARRAYS(name, float, __VA_ARGS__)  \
  ACTIVATION_SCALARS(name, double, __VA_ARGS__) \
  ACTIVATION_SCALARS(name, float, __VA_ARGS__)

/* The scalar forms from f and df, compiled for each instruction set level as the arrays are, so
 * that both give the same bits. */
#define ACTIVATION_SCALARS(name, T, ...)                                                        \
  ACTIVATION_SCALAR_(name, T, value, ACTIVATION_FIRST_(__VA_ARGS__, ), __VA_ARGS__)             \
  ACTIVATION_VALUE(name, T, (T x ACTIVATION_LIST_(TYPED, T, __VA_ARGS__))) {                    \
    return ACTIVATION_SYMBOL_(name, scalar_value, T)(                                           \
        x ACTIVATION_LIST_(NAMED, T, __VA_ARGS__));                                             \
  }                                                                                             \
  ACTIVATION_SCALAR_DERIVATIVE(name, T, __VA_ARGS__)
#define ACTIVATION_SCALAR_DERIVATIVE(name, T, ...)                                              \
  ACTIVATION_SCALAR_(name, T, derivative, ACTIVATION_SECOND_(__VA_ARGS__, ), __VA_ARGS__)       \
  ACTIVATION_DERIVATIVE(name, T, (T x ACTIVATION_LIST_(TYPED, T, __VA_ARGS__))) {               \
    return ACTIVATION_SYMBOL_(name, scalar_derivative, T)(                                      \
        x ACTIVATION_LIST_(NAMED, T, __VA_ARGS__));                                             \
  }

/* df/dP for a learnable P, in both precisions, from a double function of the same arguments. */
#define ACTIVATION_PARTIALS(name, P, df_dP, ...)                                            \
  ACTIVATION_PARTIAL(name, double, P,                                                       \
                     (double x ACTIVATION_LIST_(TYPED, double, _, _, __VA_ARGS__))) {       \
    return df_dP(x ACTIVATION_LIST_(NAMED, double, _, _, __VA_ARGS__));                     \
  }                                                                                         \
  ACTIVATION_PARTIAL(name, float, P,                                                        \
                     (float x ACTIVATION_LIST_(TYPED, float, _, _, __VA_ARGS__))) {         \
    return (float)df_dP(x ACTIVATION_LIST_(NAMED, float, _, _, __VA_ARGS__));               \
  }

/*
 * All forms of a gated activation, from double functions of (x, gate, P...): f, df/dx, df/dgate,
 * and after them the parameters' names.
 */
#define ACTIVATION_GATED_FORMS(name, f, df, ...)                                                  \
  ACTIVATION_GATED_FORMS_(name, double, f, df, ACTIVATION_FIRST_(__VA_ARGS__, ), __VA_ARGS__)     \
  ACTIVATION_GATED_FORMS_(name, float, f, df, ACTIVATION_FIRST_(__VA_ARGS__, ), __VA_ARGS__)
/* The same, where the float forms have functions of their own, ff, dff and dgf, of double. */
#define ACTIVATION_GATED_FORMS_WITH_FLOAT(name, ff, dff, dgf, f, df, ...)                         \
  ACTIVATION_GATED_FORMS_(name, double, f, df, ACTIVATION_FIRST_(__VA_ARGS__, ), __VA_ARGS__)     \
  ACTIVATION_GATED_FORMS_(name, float, ff, dff, dgf, __VA_ARGS__)
#define ACTIVATION_GATED_FORMS_(name, T, f, df, dg, ...)                                          \
  ACTIVATION_GATED_SCALAR_(name, T, VALUE, value, f, __VA_ARGS__)                                 \
  ACTIVATION_GATED_SCALAR_(name, T, DERIVATIVE, derivative, df, __VA_ARGS__)                      \
  static ACTIVATION_CLONES T ACTIVATION_SYMBOL_(name, scalar_gate, T)(                            \
      T x, T gate ACTIVATION_LIST_(TYPED, T, _, __VA_ARGS__)) {                                   \
    return (T)dg(x, gate ACTIVATION_LIST_(NAMED, T, _, __VA_ARGS__));                             \
  }                                                                                               \
  ACTIVATION_PARTIAL(name, T, gate,                                                               \
                     (T x, T gate ACTIVATION_LIST_(TYPED, T, _, __VA_ARGS__))) {                  \
    return ACTIVATION_SYMBOL_(name, scalar_gate, T)(                                              \
        x, gate ACTIVATION_LIST_(NAMED, T, _, __VA_ARGS__));                                      \
  }                                                                                               \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(name, value_loop, T)(                          \
      const T *x, const T *gate, T *y, size_t n ACTIVATION_LIST_(TYPED, T, _, __VA_ARGS__)) {     \
    size_t i;                                                                                     \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) {                                                                     \
      y[i] = (T)f(x[i], gate[i] ACTIVATION_LIST_(NAMED, T, _, __VA_ARGS__));                      \
    }                                                                                             \
  }                                                                                               \
  ACTIVATION_VALUE_ARRAY(name, T, (const T *x, const T *gate, T *y, size_t n                      \
                                   ACTIVATION_LIST_(TYPED, T, _, __VA_ARGS__))) {                 \
    ACTIVATION_SYMBOL_(name, value_loop, T)(                                                      \
        x, gate, y, n ACTIVATION_LIST_(NAMED, T, _, __VA_ARGS__));                                \
  }                                                                                               \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(name, gradient_loop, T)(                       \
      const T *x, const T *gate, const T *dy, T *dx, T *dgate,                                    \
      size_t n ACTIVATION_LIST_(TYPED, T, _, __VA_ARGS__)) {                                      \
    size_t i;                                                                                     \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) {                                                                     \
      T at_x = (T)df(x[i], gate[i] ACTIVATION_LIST_(NAMED, T, _, __VA_ARGS__));                   \
      T at_gate = (T)dg(x[i], gate[i] ACTIVATION_LIST_(NAMED, T, _, __VA_ARGS__)), g = dy[i];     \
      dx[i] = g * at_x;                                                                           \
      dgate[i] = g * at_gate;                                                                     \
    }                                                                                             \
  }                                                                                               \
  ACTIVATION_GRADIENT_ARRAY(name, T, (const T *x, const T *gate, const T *dy, T *dx, T *dgate,    \
                                      size_t n ACTIVATION_LIST_(TYPED, T, _, __VA_ARGS__))) {     \
    ACTIVATION_SYMBOL_(name, gradient_loop, T)(                                                   \
        x, gate, dy, dx, dgate, n ACTIVATION_LIST_(NAMED, T, _, __VA_ARGS__));                    \
  }
#define ACTIVATION_GATED_SCALAR_(name, T, macro, role, function, ...)                             \
  static ACTIVATION_CLONES T ACTIVATION_SYMBOL_(name, scalar_##role, T)(                          \
      T x, T gate ACTIVATION_LIST_(TYPED, T, _, __VA_ARGS__)) {                                   \
    return (T)function(x, gate ACTIVATION_LIST_(NAMED, T, _, __VA_ARGS__));                       \
  }                                                                                               \
  ACTIVATION_##macro(name, T, (T x, T gate ACTIVATION_LIST_(TYPED, T, _, __VA_ARGS__))) {         \
    return ACTIVATION_SYMBOL_(name, scalar_##role, T)(                                            \
        x, gate ACTIVATION_LIST_(NAMED, T, _, __VA_ARGS__));                                      \
  }

/*
 * All forms of softmax's kin over rows: e^(sign x) divided by the row's sum, sign - or nothing. With
 * silent 1 there is one more element, of 0, in the sum alone.
 */
#define ACTIVATION_SOFTMAX_FORMS(name, sign, silent) \
  ACTIVATION_SOFTMAX_(name, double, sign, silent)    \
  ACTIVATION_SOFTMAX_(name, float, sign, silent)
#define ACTIVATION_SOFTMAX_(name, T, sign, silent)                                                \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(name, value_loop, T)(                          \
      const T *x, T *y, size_t n) {                                                               \
    double most = silent ? 0 : -INFINITY, sum = 0;                                                \
    size_t i;                                                                                     \
    for (i = 0; i < n; i++) most = sign x[i] > most || x[i] != x[i] ? sign x[i] : most;           \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) {                                                                     \
      y[i] = (T)activation_exp(sign x[i] == most ? 0 : sign x[i] - most);                         \
    }                                                                                             \
    for (i = 0; i < n; i++) sum += y[i];                                                          \
    sum += silent ? activation_exp(-most) : 0;                                                    \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) y[i] = (T)(y[i] / sum);                                               \
  }                                                                                               \
  ACTIVATION_VALUE_ROW(name, T, (const T *x, T *y, size_t n)) {                                   \
    ACTIVATION_SYMBOL_(name, value_loop, T)(x, y, n);                                             \
  }                                                                                               \
  static ACTIVATION_CLONES void ACTIVATION_SYMBOL_(name, gradient_loop, T)(                       \
      const T *y, const T *dy, T *dx, size_t n) {                                                 \
    double mean = 0;                                                                              \
    size_t i;                                                                                     \
    for (i = 0; i < n; i++) mean += (double)dy[i] * y[i];                                         \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) dx[i] = (T)(sign y[i] * (dy[i] - mean));                              \
  }                                                                                               \
  ACTIVATION_GRADIENT_ROW(name, T, (const T *y, const T *dy, T *dx, size_t n)) {                  \
    ACTIVATION_SYMBOL_(name, gradient_loop, T)(y, dy, dx, n);                                     \
  }

#define ACTIVATION_NARROW_(name, role, function, ...)                                       \
  static inline float name##_narrow_##role(                                                 \
      float x ACTIVATION_LIST_(TYPED, float, __VA_ARGS__)) {                                \
    return (float)ACTIVATION_CALL_(function, x ACTIVATION_LIST_(NAMED, float, __VA_ARGS__)); \
  }
#define ACTIVATION_SCALAR_(name, T, role, function, ...)                                    \
  static ACTIVATION_CLONES T ACTIVATION_SYMBOL_(name, scalar_##role, T)(                    \
      T x ACTIVATION_LIST_(TYPED, T, __VA_ARGS__)) {                                        \
    return ACTIVATION_CALL_(function, x ACTIVATION_LIST_(NAMED, T, __VA_ARGS__));           \
  }

#endif
