/*
 * activation_quad.h: numbers of 113 bits, for the few inputs at which a sum cancels.
 *
 * Beside a root, f is a difference of two numbers that agree in all bits but the last: 64 bits of a
 * long double leave 11 of them, the 113 of these leave 60. They are slow, a function some
 * microseconds, so compute in long double first and look at what is left:
 *
 *     long double d = a - b;
 *     if (fabsl(d) < 0x1p-5L * fabsl(a)) return (long double)f_in_quad(x);
 *
 * On x86-64 with glibc they are __float128 and the C library's functions of it (in libm, 2.26 or
 * later); elsewhere long double, which has 113 bits on most 64-bit processors.
 */
#ifndef ACTIVATION_QUAD_H
#define ACTIVATION_QUAD_H

#include <math.h>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__SIZEOF_FLOAT128__)

typedef __float128 activation_quad;
/* A literal: ACTIVATION_QUAD(0.08). */
#define ACTIVATION_QUAD(digits) digits##Q

/* glibc's own declarations need _GNU_SOURCE, and are not for clang. */
#ifdef __cplusplus
#define ACTIVATION_QUAD_DECLARE_(name) extern "C" __float128 name(__float128) noexcept(true);
#else
#define ACTIVATION_QUAD_DECLARE_(name) extern __float128 name(__float128);
#endif
#define ACTIVATION_QUAD_FUNCTION_(name)                                     \
  ACTIVATION_QUAD_DECLARE_(name##f128)                                      \
  static inline activation_quad activation_quad_##name(activation_quad u) { \
    return name##f128(u);                                                   \
  }
#ifdef __cplusplus
extern "C" __float128 powf128(__float128, __float128) noexcept(true);
#else
extern __float128 powf128(__float128, __float128);
#endif
static inline activation_quad activation_quad_pow(activation_quad a, activation_quad b) {
  return powf128(a, b);
}

#else

typedef long double activation_quad;
#define ACTIVATION_QUAD(digits) digits##L
#define ACTIVATION_QUAD_FUNCTION_(name)                                     \
  static inline activation_quad activation_quad_##name(activation_quad u) { \
    return name##l(u);                                                      \
  }
static inline activation_quad activation_quad_pow(activation_quad a, activation_quad b) {
  return powl(a, b);
}

#endif

ACTIVATION_QUAD_FUNCTION_(exp)
ACTIVATION_QUAD_FUNCTION_(expm1)
ACTIVATION_QUAD_FUNCTION_(exp2)
ACTIVATION_QUAD_FUNCTION_(log)
ACTIVATION_QUAD_FUNCTION_(log1p)
ACTIVATION_QUAD_FUNCTION_(log2)
ACTIVATION_QUAD_FUNCTION_(sqrt)
ACTIVATION_QUAD_FUNCTION_(cbrt)
ACTIVATION_QUAD_FUNCTION_(floor)
ACTIVATION_QUAD_FUNCTION_(sin)
ACTIVATION_QUAD_FUNCTION_(cos)
ACTIVATION_QUAD_FUNCTION_(tan)
ACTIVATION_QUAD_FUNCTION_(asin)
ACTIVATION_QUAD_FUNCTION_(acos)
ACTIVATION_QUAD_FUNCTION_(atan)
ACTIVATION_QUAD_FUNCTION_(sinh)
ACTIVATION_QUAD_FUNCTION_(cosh)
ACTIVATION_QUAD_FUNCTION_(tanh)
ACTIVATION_QUAD_FUNCTION_(asinh)
ACTIVATION_QUAD_FUNCTION_(acosh)
ACTIVATION_QUAD_FUNCTION_(atanh)
ACTIVATION_QUAD_FUNCTION_(erf)
ACTIVATION_QUAD_FUNCTION_(erfc)

static inline activation_quad activation_quad_abs(activation_quad u) { return u < 0 ? -u : u; }

static inline activation_quad activation_quad_sign(activation_quad u) {
  return u > 0 ? 1 : u < 0 ? -1 : u;
}

static inline activation_quad activation_quad_min(activation_quad a, activation_quad b) {
  return a < b ? a : b;
}

static inline activation_quad activation_quad_max(activation_quad a, activation_quad b) {
  return a > b ? a : b;
}

/* 1 / (1 + e^-u) */
static inline activation_quad activation_quad_sigmoid(activation_quad u) {
  activation_quad e = activation_quad_exp(-activation_quad_abs(u));
  return (u < 0 ? e : 1) / (1 + e);
}

/* log(1 + e^u) */
static inline activation_quad activation_quad_softplus(activation_quad u) {
  return (u > 0 ? u : 0) + activation_quad_log1p(activation_quad_exp(-activation_quad_abs(u)));
}

/* (1 + erf(u / sqrt 2)) / 2 */
static inline activation_quad activation_quad_normal_cdf(activation_quad u) {
  return activation_quad_erfc(
             ACTIVATION_QUAD(-0.70710678118654752440084436210484903928) * u) / 2;
}

#endif
