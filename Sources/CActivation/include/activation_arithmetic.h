/*
 * activation_arithmetic.h: how the functions of activation_math.h round: bits, and sums and
 * products that are kept in two doubles.
 */
#ifndef ACTIVATION_ARITHMETIC_H
#define ACTIVATION_ARITHMETIC_H

/*
 * The functions below take sums apart into what was rounded and what was lost, and tell infinities
 * and NaN from numbers. A compiler that may pretend that rounding does not happen (-ffast-math,
 * -Ofast), or that computes in the x87 unit's 80 bits (-mfpmath=387), makes other functions of them:
 * e^0.5 was 2.0. Leave such an option out: -O3 -fno-math-errno -fno-trapping-math is as fast here.
 */
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || \
    (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error "activation_math.h computes nonsense with -ffast-math or -Ofast: use -O3 -fno-math-errno"
#endif
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
#error "activation_math.h computes nonsense with -mfpmath=387: use -mfpmath=sse"
#endif

/*
 * From here on a * b + c is two operations, rounded twice, everywhere: the same bits from a vector
 * loop and from its scalar rest, at each instruction set level, from gcc and from clang.
 */
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
/* clang tells of no part of -ffast-math but the whole, and lets it be taken back. */
#pragma float_control(precise, on)
#pragma clang fp reassociate(off)
/* A loop that stays scalar, as one over functions of libm does, is no fault. */
#pragma clang diagnostic ignored "-Wpass-failed"
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ---- Bits, selection, exact sums and products -------------------------------------------- */

static inline uint64_t activation_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double activation_from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* x, or the nearest of low and high; NaN for NaN. */
static inline double activation_clamp(double x, double low, double high) {
  double above = x < low ? low : x;
  return above > high ? high : above;
}

/* An unevaluated sum hi + lo, |lo| at most half an ULP of hi. */
typedef struct {
  double hi, lo;
} activation_pair;

/* a + b exactly, where |a| >= |b| or a is 0. */
static inline activation_pair activation_sum(double a, double b) {
  activation_pair s;
  s.hi = a + b;
  s.lo = b - (s.hi - a);
  return s;
}

/* a + b exactly. */
static inline activation_pair activation_two_sum(double a, double b) {
  activation_pair s;
  double part;
  s.hi = a + b;
  part = s.hi - a;
  s.lo = (a - (s.hi - part)) + (b - part);
  return s;
}

/* The upper 26 bits of x: its square, and its product with another such, are exact. */
static inline double activation_upper(double x) {
  return activation_from_bits(activation_bits(x) & 0xfffffffff8000000u);
}

/* a * b as a pair, exact unless a part of it overflows or underflows. */
static inline activation_pair activation_product(double a, double b) {
  double ah = activation_upper(a), bh = activation_upper(b), al = a - ah, bl = b - bh;
  activation_pair p;
  p.hi = a * b;
  p.lo = ((ah * bh - p.hi) + ah * bl + al * bh) + al * bl;
  return p;
}

/* a * b, of two pairs. */
static inline activation_pair activation_pair_product(activation_pair a, activation_pair b) {
  activation_pair p = activation_product(a.hi, b.hi);
  p.lo += a.hi * b.lo + a.lo * b.hi;
  return p;
}

/* a + b, of two pairs. */
static inline activation_pair activation_pair_sum(activation_pair a, activation_pair b) {
  activation_pair s = activation_two_sum(a.hi, b.hi);
  s.lo += a.lo + b.lo;
  return s;
}

/* hi + lo as a pair. */
static inline activation_pair activation_make_pair(double hi, double lo) {
  activation_pair p;
  p.hi = hi;
  p.lo = lo;
  return p;
}

/* t + a (x - t), as exact as its largest term is in two doubles. */
static inline activation_pair activation_line(double x, double t, double a) {
  activation_pair d = activation_two_sum(x, -t), p = activation_product(a, d.hi), s;
  s = activation_two_sum(p.hi, t);
  s.lo += p.lo + a * d.lo;
  s.lo = s.lo == s.lo ? s.lo : 0; /* where a product overflows */
  return s;
}

/* sqrt(d.hi + d.lo) as a pair, d in [2^-900, 2^1000]. */
static inline activation_pair activation_square_root(activation_pair d) {
  double r = sqrt(d.hi);
  activation_pair square = activation_product(r, r);
  return activation_make_pair(r, (((d.hi - square.hi) - square.lo) + d.lo) / (2 * r));
}

/* d (c + rest d), |rest d| <= |c|: a function about its root, which no sum of rounded terms finds.
 * d is the distance from the root, c + rest d a polynomial. */
static inline double activation_about_root(activation_pair d, double c, double rest) {
  activation_pair y = activation_pair_product(d, activation_sum(c, d.hi * rest));
  return y.hi + y.lo;
}

/* (n.hi + n.lo) / (d.hi + d.lo), to a little over half an ULP; n.hi may be infinite. */
static inline double activation_quotient(activation_pair n, activation_pair d) {
  double q = n.hi / d.hi, rest;
  activation_pair p = activation_product(q, d.hi);
  rest = (((n.hi - p.hi) - p.lo) + (n.lo - q * d.lo)) / d.hi;
  return q + (rest == rest ? rest : 0);
}

#endif
