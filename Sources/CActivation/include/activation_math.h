/*
 * activation_math.h: exponentials and their kin for the authors of activation plugins.
 *
 * Every function here is `static inline`, reads no table and has no branch that a vector loop
 * cannot take, so that a function built from them becomes vector code in ACTIVATION_ARRAYS. All
 * are right for every input: limits at infinity, results that are subnormal, NaN for NaN.
 *
 *     #include <activation.h>
 *     #include <activation_math.h>
 *
 *     ACTIVATION(sigmoid, "1.0.0", "Logistic sigmoid")
 *     static inline double f(double x) { return activation_sigmoid(x); }
 *     static inline double df(double x) { return activation_sigmoid_derivative(x); }
 *     ACTIVATION_FORMS(sigmoid, f, df)
 *
 * The float forms of ACTIVATION_FORMS compute in double and round once, which makes them exact to
 * 0.51 ULP wherever the double form is good.
 */
#ifndef ACTIVATION_MATH_H
#define ACTIVATION_MATH_H

#include "activation.h"

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

/* ---- The exponential -------------------------------------------------------------------- */

/*
 * e^t = 2^n (1 + r + tail), |r| < 0.35, n = round(t / log 2).
 */
typedef struct {
  double n, r, tail;
} activation_exponential;

/* t.hi in [-1500, 1000]; to about 2^-57. */
static inline activation_exponential activation_exp_reduced(activation_pair t) {
  const double shift = 0x1.8p52;
  activation_exponential e;
  double a, b, r, p;
  e.n = (t.hi * 0x1.71547652b82fep0 + shift) - shift;
  a = t.hi - e.n * 0x1.62e42feep-1; /* exact: the constant has 31 bits */
  b = t.lo - e.n * 0x1.a39ef35793c76p-33;
  r = a + b;
  p = 0x1.1f730349868cep-29;
  p = p * r + 0x1.af4de97ca4194p-26;
  p = p * r + 0x1.27e4db646b17ep-22;
  p = p * r + 0x1.71de0231960ebp-19;
  p = p * r + 0x1.a01a01a6d889cp-16;
  p = p * r + 0x1.a01a01abe7fe1p-13;
  p = p * r + 0x1.6c16c16c162d4p-10;
  p = p * r + 0x1.11111111100dcp-7;
  p = p * r + 0x1.5555555555556p-5;
  p = p * r + 0x1.5555555555557p-3;
  p = p * r + 0.5;
  e.r = r;
  e.tail = ((a - r) + b) + r * r * p;
  return e;
}

/* 1 + r + tail as a pair: the significand of e^t, in (0.7, 1.42). */
static inline activation_pair activation_exp_significand(activation_exponential e) {
  activation_pair s = activation_sum(1, e.r);
  return activation_sum(s.hi, s.lo + e.tail);
}

/* 2^n, n whole and in [-1022, 1023]. */
static inline double activation_power_of_two(double n) {
  return activation_from_bits((activation_bits(n + 0x1.8p52) + 1023) << 52);
}

/* m 2^n for n whole and up to 2046, |m| not far from 1: rounded once where it is subnormal. */
static inline double activation_scale(double m, double n) {
  double k = n < -2040 ? -2040 : n, half = (k * 0.5 + 0x1.8p52) - 0x1.8p52;
  return m * activation_power_of_two(half) * activation_power_of_two(k - half);
}

/* e^t = m 2^n for t <= 0; what is too small for a double may be a factor of a large one. */
typedef struct {
  activation_pair m;
  double n;
} activation_decay;

/* Of t <= 0 (of t < -1500: as of -1500, which is 0 in any product with a double). */
static inline activation_decay activation_decay_pair(double hi, double lo) {
  activation_exponential e;
  activation_decay d;
  e = activation_exp_reduced(activation_make_pair(hi < -1500 ? -1500 : hi, hi < -1500 ? 0 : lo));
  d.m = activation_exp_significand(e);
  d.n = e.n;
  return d;
}

/* p 2^n as a pair; of n < -900 as of -900, for it is to be added to 1. */
static inline activation_pair activation_scaled_pair(activation_pair p, double n) {
  double s = activation_power_of_two(n < -900 ? -900 : n);
  return activation_make_pair(p.hi * s, p.lo * s);
}

/* The value itself, likewise. */
static inline activation_pair activation_decay_value(activation_decay d) {
  return activation_scaled_pair(d.m, d.n);
}

/* e^(hi + lo), for any input. */
static inline double activation_exp_pair(double hi, double lo) {
  activation_pair t, m;
  activation_exponential e;
  int outside = hi > 720 || hi < -760;
  t.hi = activation_clamp(hi, -760, 720);
  t.lo = outside ? 0 : lo;
  e = activation_exp_reduced(t);
  m = activation_exp_significand(e);
  return activation_scale(m.hi + m.lo, e.n);
}

/* e^x */
static inline double activation_exp(double x) { return activation_exp_pair(x, 0); }

/* e^(hi + lo) - 1 as a pair, for hi at most 1. */
static inline activation_pair activation_expm1_pair(double hi, double lo) {
  activation_pair t, s;
  activation_exponential e;
  double scale, low;
  t.hi = hi < -120 ? -120 : hi;
  t.lo = hi < -120 ? 0 : lo;
  e = activation_exp_reduced(t);
  scale = activation_power_of_two(e.n);
  s = activation_two_sum(scale, -1);
  low = s.lo;
  s = activation_sum(s.hi, scale * e.r);
  s.lo += low + scale * e.tail;
  return activation_sum(s.hi, s.lo);
}

/* e^x - 1 for x at most 1. */
static inline double activation_expm1(double x) {
  activation_pair p = activation_expm1_pair(x, 0);
  return x == 0 ? x : p.hi + p.lo;
}

/* ---- Logarithms ------------------------------------------------------------------------- */

/* log(1 + u.hi + u.lo) for u in [0, 1]. */
static inline double activation_log1p_unit(activation_pair u) {
  int upper = u.hi > 0.41421356237309503;
  double k = upper ? 1 : 0;
  activation_pair f = activation_sum(upper ? u.hi * 0.5 - 0.5 : u.hi, upper ? u.lo * 0.5 : u.lo);
  double s = f.hi / (2 + f.hi), z = s * s, half = 0.5 * f.hi * f.hi, r;
  r = 0x1.2b5f68a50d903p-3;
  r = r * z + 0x1.39fdcceb4bb45p-3;
  r = r * z + 0x1.7462b91b8df65p-3;
  r = r * z + 0x1.c71c62d5e53e0p-3;
  r = r * z + 0x1.2492492dfd86cp-2;
  r = r * z + 0x1.9999999995273p-2;
  r = r * z + 0x1.5555555555558p-1;
  r = r * z;
  return k * 0x1.62e42fefa3800p-1 +
         (f.hi - (half - (s * (half + r) + (f.lo * (1 - s * 2) + k * 0x1.ef35793c76730p-45))));
}

/* ---- Roots ------------------------------------------------------------------------------ */

/* x / sqrt(1 + alpha x^2) and its derivative (1 + alpha x^2)^(-3/2), alpha in [2^-300, 2^300].
 * Far out both 1 and x are scaled, so that no square overflows. */
typedef struct {
  double unit, x;
  activation_pair square, root;
} activation_inverse_root;

static inline activation_inverse_root activation_inverse_root_parts(double x, double alpha) {
  activation_inverse_root r;
  activation_pair s;
  r.unit = fabs(x) > 0x1p100 ? 0x1p-160 : 1;
  r.x = activation_clamp(x * r.unit, -0x1p220, 0x1p220);
  s = activation_product(r.x, r.x);
  s = activation_pair_product(s, activation_make_pair(alpha, 0));
  r.square = activation_two_sum(r.unit * r.unit, s.hi);
  r.square.lo += s.lo;
  r.root = activation_square_root(r.square);
  return r;
}
static inline double activation_isru(double x, double alpha) {
  activation_inverse_root r = activation_inverse_root_parts(x, alpha);
  return activation_quotient(activation_make_pair(r.x, 0), r.root);
}
static inline double activation_isru_derivative(double x, double alpha) {
  activation_inverse_root r = activation_inverse_root_parts(x, alpha);
  activation_pair cube = activation_pair_product(r.square, r.root);
  double y = activation_quotient(activation_make_pair(1, 0), cube);
  return y * r.unit * r.unit * r.unit;
}

/* ---- Sine and cosine -------------------------------------------------------------------- */

/* Of a x, the product taken exactly, |a| at most 64: as far out as x goes. */
typedef struct {
  long double sin, cos;
} activation_circle;

static inline activation_circle activation_circle_of(double a, double x) {
  activation_pair t = activation_product(a * 0x1p-7, x);
  long double hi = 128.0L * t.hi, lo = 128.0L * t.lo, s = sinl(hi), c = cosl(hi);
  activation_circle p;
  p.sin = lo == 0 ? s : s * cosl(lo) + c * sinl(lo);
  p.cos = lo == 0 ? c : c * cosl(lo) - s * sinl(lo);
  return p;
}

/* ---- Sigmoids --------------------------------------------------------------------------- */

/* 1 + e as a pair, e in [0, 1]. */
static inline activation_pair activation_one_plus(activation_pair e) {
  activation_pair s = activation_sum(1, e.hi);
  s.lo += e.lo;
  return s;
}

/* (1 + e)^2 likewise. */
static inline activation_pair activation_one_plus_squared(activation_pair e) {
  activation_pair s = activation_one_plus(e);
  return activation_pair_product(s, s);
}

/* m 2^n, for what may be too small for a double and yet be a factor of a large one. */
typedef struct {
  double m, n;
} activation_scaled;

static inline activation_scaled activation_make_scaled(double m, double n) {
  activation_scaled s;
  s.m = m;
  s.n = n;
  return s;
}

static inline double activation_scaled_value(activation_scaled s) {
  return activation_scale(s.m, s.n);
}

/* x s, wherever it is a number. */
static inline double activation_scaled_product(double x, activation_scaled s) {
  int small = fabs(x) < 0x1p-900;
  uint64_t bits = activation_bits(small ? x * 0x1p200 : x);
  uint64_t exponent = bits & (uint64_t)0x7ff << 52;
  double f = activation_from_bits((bits ^ exponent) | (uint64_t)0x3ff << 52);
  /* as the low bits of 2^52 the exponent is a number */
  double n = activation_from_bits(exponent >> 52 | (uint64_t)0x433 << 52) - (0x1p52 + 1023);
  f = x == 0 || x - x != 0 ? x : f;
  return activation_scale(f * s.m, n + s.n - (small ? 200 : 0));
}

/* x S(t) = x / (1 + e^-t); 0 at t = -inf, whatever x. */
static inline activation_scaled activation_gated_scaled(double x, activation_pair t) {
  int below = t.hi < 0;
  activation_decay d = activation_decay_pair(below ? t.hi : -t.hi, below ? t.lo : -t.lo);
  double factor = t.hi < -1500 ? -0.0 : x;
  activation_pair n = activation_product(factor, below ? d.m.hi : 1);
  n.lo += below ? factor * d.m.lo : 0;
  return activation_make_scaled(
      activation_quotient(n, activation_one_plus(activation_decay_value(d))), below ? d.n : 0);
}
static inline double activation_gated(double x, activation_pair t) {
  return activation_scaled_value(activation_gated_scaled(x, t));
}

/* d/dx (x S(t(x))) = S(t) + v S'(t), where v is x t'(x); |t| and |v| at most 4000. */
static inline activation_scaled activation_gated_derivative_scaled(
    activation_pair t, activation_pair v) {
  int below = t.hi < 0;
  activation_decay d = activation_decay_pair(below ? t.hi : -t.hi, below ? t.lo : -t.lo);
  activation_pair e = activation_decay_value(d), one = activation_make_pair(1, 0), n;
  /* below: e (1 + e + v) / (1 + e)^2; else with e^-t: (1 + e (1 + v)) / (1 + e)^2 */
  n = activation_pair_sum(one, v);
  n = activation_pair_sum(n, below ? e : activation_make_pair(0, 0));
  n = activation_pair_product(below ? d.m : e, n);
  n = activation_pair_sum(n, below ? activation_make_pair(0, 0) : one);
  return activation_make_scaled(
      activation_quotient(n, activation_one_plus_squared(e)), below ? d.n : 0);
}
static inline double activation_gated_derivative(activation_pair t, activation_pair v) {
  return activation_scaled_value(activation_gated_derivative_scaled(t, v));
}

/* S(hi + lo) = 1 / (1 + e^-(hi + lo)) */
static inline activation_scaled activation_sigmoid_scaled(double hi, double lo) {
  int below = hi < 0;
  activation_decay d = activation_decay_pair(below ? hi : -hi, below ? lo : -lo);
  activation_pair n = activation_make_pair(below ? d.m.hi : 1, below ? d.m.lo : 0);
  return activation_make_scaled(
      activation_quotient(n, activation_one_plus(activation_decay_value(d))), below ? d.n : 0);
}
static inline double activation_sigmoid_pair(double hi, double lo) {
  return activation_scaled_value(activation_sigmoid_scaled(hi, lo));
}

/* 1 / (1 + e^-x) */
static inline double activation_sigmoid(double x) { return activation_sigmoid_pair(x, 0); }

/* S'(hi + lo) = e / (1 + e)^2 with e = e^-|hi + lo|, exact into both tails. */
static inline activation_scaled activation_sigmoid_derivative_scaled(double hi, double lo) {
  int below = hi < 0;
  activation_decay d = activation_decay_pair(below ? hi : -hi, below ? lo : -lo);
  return activation_make_scaled(
      activation_quotient(d.m, activation_one_plus_squared(activation_decay_value(d))), d.n);
}
static inline double activation_sigmoid_derivative_pair(double hi, double lo) {
  return activation_scaled_value(activation_sigmoid_derivative_scaled(hi, lo));
}

/* S'(x) = S(x) S(-x) */
static inline double activation_sigmoid_derivative(double x) {
  return activation_sigmoid_derivative_pair(x, 0);
}

/* |tanh(hi + lo)| = n / d = -expm1(-2|hi + lo|) / (2 + expm1(-2|hi + lo|)) */
typedef struct {
  activation_pair n, d;
} activation_fraction;

static inline activation_fraction activation_tanh_fraction(double hi, double lo) {
  activation_pair m = activation_expm1_pair(-2 * fabs(hi), hi < 0 ? 2 * lo : -2 * lo);
  activation_fraction f;
  f.d = activation_sum(2, m.hi);
  f.d.lo += m.lo;
  f.n = activation_make_pair(-m.hi, -m.lo);
  return f;
}

/* tanh(hi + lo) */
static inline double activation_tanh_pair(double hi, double lo) {
  activation_fraction f = activation_tanh_fraction(hi, lo);
  double y = activation_quotient(f.n, f.d);
  /* a quotient of subnormals has no exact remainder: there tanh x is x */
  return fabs(hi) < 0x1p-30 ? hi : copysign(y, hi);
}

/* tanh x */
static inline double activation_tanh(double x) { return activation_tanh_pair(x, 0); }

/* 1 - tanh(x)^2 = 4 e^(-2|x|) / (1 + e^(-2|x|))^2, exact into both tails. */
static inline double activation_tanh_derivative(double x) {
  return 4 * activation_sigmoid_derivative(2 * activation_clamp(x, -1e300, 1e300));
}

/* ---- Softplus --------------------------------------------------------------------------- */

/* log(1 + e^-|hi + lo|), the part of softplus beside max(0, x). */
static inline activation_scaled activation_softplus_tail(double hi, double lo) {
  int below = hi < 0, far = fabs(hi) > 40;
  activation_decay d = activation_decay_pair(below ? hi : -hi, below ? lo : -lo);
  double l = activation_log1p_unit(activation_decay_value(d));
  /* where e^t is subnormal or nearly, log(1 + e^t) is e^t */
  return activation_make_scaled(far ? d.m.hi + d.m.lo : l, far ? d.n : 0);
}

/* log(1 + e^x) */
static inline double activation_softplus(double x) {
  double tail = activation_scaled_value(activation_softplus_tail(x, 0));
  return x > 0 ? x + tail : tail;
}

/* ---- x S(x) and x F(x) ------------------------------------------------------------------- */

/* x S(x), S the logistic sigmoid; -0 at -inf. */
static inline double activation_silu(double x) {
  return activation_gated(x, activation_make_pair(x, 0));
}

/* The derivative of t S(t) at t = hi + lo. */
static inline activation_scaled activation_silu_derivative_scaled(double hi, double lo) {
  double t = activation_clamp(hi, -1500, 800), p;
  activation_pair at = activation_make_pair(t, t == hi ? lo : 0), d;
  activation_scaled y = activation_gated_derivative_scaled(at, at);
  d = activation_sum(t + 0x1.474973c84120bp+0, 0x1.f8d74bc9ac154p-54 + at.lo);
  p = -0x1.f14f1fe5a07e8p-16;
  p = p * d.hi - 0x1.5818927bb209dp-15;
  p = p * d.hi + 0x1.8574251746f45p-13;
  p = p * d.hi + 0x1.a2a8006961093p-11;
  p = p * d.hi + 0x1.098e93aed15c7p-13;
  p = p * d.hi - 0x1.b0f82c5319955p-8;
  p = p * d.hi - 0x1.f2d0e32bc4850p-7;
  p = p * d.hi + 0x1.353eb573cb768p-6;
  p = p * d.hi + 0x1.2c563458cc0adp-3;
  p = activation_about_root(d, 0x1.be1410460527fp-3, p);
  return fabs(d.hi) < 0.125 ? activation_make_scaled(p, 0) : y;
}
static inline double activation_silu_derivative_pair(double hi, double lo) {
  return activation_scaled_value(activation_silu_derivative_scaled(hi, lo));
}

/* d/dx x S(x) */
static inline double activation_silu_derivative(double x) {
  return activation_silu_derivative_pair(x, 0);
}

/*
 * The normal distribution's lower tail at -u, u in [0, 55]: F(-u) = e^(-u^2/2) g / (u + 3), where
 * g is a polynomial in w = (u - 3) / (u + 3). From w^3 on it is, divided by that:
 */
static inline double activation_normal_polynomial(double w) {
  double s = w * w, q = s * s, a, b, c, d;
  a = -0x1.14b04cc47b471p-32;
  a = a * q - 0x1.47776a66ce49ep-26;
  a = a * q + 0x1.64fd85115a25cp-26;
  a = a * q + 0x1.2de011d52468fp-19;
  a = a * q - 0x1.bc7bf841a7216p-17;
  a = a * q - 0x1.12285f1b6f29ap-10;
  a = a * q - 0x1.832dbf6992ab9p-5;
  b = -0x1.afd1d7f0cc9b8p-33;
  b = b * q - 0x1.51277fd3c1f2ep-28;
  b = b * q + 0x1.9376c434c651cp-24;
  b = b * q + 0x1.e6ed02d2d594ap-27;
  b = b * q - 0x1.5b14b617cb877p-16;
  b = b * q - 0x1.0d09e8223bb42p-12;
  b = b * q - 0x1.56d8e3d7e9426p-7;
  c = 0x1.ea3633489c3c1p-29;
  c = c * q + 0x1.87e43ec930707p-25;
  c = c * q - 0x1.3641ad101835dp-21;
  c = c * q - 0x1.d7cbd302e3688p-19;
  c = c * q + 0x1.43c9f3d8ad91dp-13;
  c = c * q + 0x1.c8f52c329db85p-8;
  d = 0x1.ee2275693eeb2p-30;
  d = d * q - 0x1.06264ef216b85p-27;
  d = d * q - 0x1.2a41ef348d605p-22;
  d = d * q + 0x1.e8065ac17eea7p-19;
  d = d * q + 0x1.4a9015fe9a452p-14;
  d = d * q + 0x1.0d608c844832ep-10;
  return (a + w * b) + s * (c + w * d);
}

typedef struct {
  activation_decay density;
  activation_pair g, divisor;
} activation_tail;

static inline activation_tail activation_normal_tail(double u) {
  double upper = activation_upper(u), hi;
  activation_tail t;
  activation_pair w, q, above = activation_two_sum(u, -3);
  t.density = activation_decay_pair(-0.5 * (upper * upper), -0.5 * ((u - upper) * (u + upper)));
  t.divisor = activation_two_sum(u, 3);
  hi = above.hi / t.divisor.hi;
  q = activation_product(hi, t.divisor.hi);
  w = activation_make_pair(
      hi, (((above.hi - q.hi) - q.lo) + (above.lo - hi * t.divisor.lo)) / t.divisor.hi);
  q = activation_sum(0x1.d71387c654c84p-3, hi * activation_normal_polynomial(hi));
  q = activation_pair_product(q, w);
  q = activation_pair_sum(activation_make_pair(-0x1.04c7295a48f33p-1, 0x1.e83ce62fe350fp-55), q);
  q = activation_pair_product(q, w);
  t.g = activation_pair_sum(activation_make_pair(0x1.754a751a56f4ap-1, -0x1.62e7ccf0a644cp-55), q);
  return t;
}

/* x F(x), F the normal distribution function; -0 at -inf. */
static inline activation_scaled activation_gelu_scaled(double x) {
  double u = fabs(x) > 55 ? 55 : fabs(x);
  activation_tail t = activation_normal_tail(u);
  activation_pair n = activation_pair_product(t.density.m, t.g);
  activation_scaled y;
  n = activation_pair_product(n, activation_make_pair(-u, 0));
  y = activation_make_scaled(activation_quotient(n, t.divisor), t.density.n);
  return x > 0 ? activation_make_scaled(x + activation_scaled_value(y), 0) : y;
}
static inline double activation_gelu(double x) {
  return activation_scaled_value(activation_gelu_scaled(x));
}

/* d/dx x F(x) = F(x) + x F'(x) */
static inline activation_scaled activation_gelu_derivative_scaled(double x) {
  double u = fabs(x) > 55 ? 55 : fabs(x), p;
  activation_tail t = activation_normal_tail(u);
  activation_pair c = activation_make_pair(-0x1.9884533d43651p-2, 0x1.cbc0d30ebfd15p-56), n, d;
  activation_scaled y;
  /* of -u: e^(-u^2/2) (g - u (u + 3) / sqrt(2 pi)) / (u + 3) */
  n = activation_pair_product(activation_product(u, t.divisor.hi), c);
  n.lo += c.hi * (u * t.divisor.lo);
  n = activation_pair_product(activation_pair_sum(t.g, n), t.density.m);
  y = activation_make_scaled(activation_quotient(n, t.divisor), t.density.n);
  d = activation_sum(x + 0x1.80ead197f00b4p-1, -0x1.13e74c58cada8p-56);
  p = 0x1.26678995d3e57p-21;
  p = p * d.hi + 0x1.cf54bf384b404p-22;
  p = p * d.hi - 0x1.03cfa50147627p-17;
  p = p * d.hi - 0x1.7847ad3605ca1p-17;
  p = p * d.hi + 0x1.696048190a05fp-14;
  p = p * d.hi + 0x1.86c85d16f7758p-13;
  p = p * d.hi - 0x1.8680f5a65eff5p-11;
  p = p * d.hi - 0x1.258a6d7df6feap-9;
  p = p * d.hi + 0x1.297b9d6e1c2a6p-8;
  p = p * d.hi + 0x1.3e346def398bcp-6;
  p = p * d.hi - 0x1.e4088244f5491p-7;
  p = p * d.hi - 0x1.d2fa4c17c7dfcp-4;
  p = p * d.hi - 0x1.2a2ef9bb865d0p-6;
  p = p * d.hi + 0x1.8d9a941de3ac5p-2;
  p = activation_about_root(d, 0x1.b9d98fa5a3215p-2, p);
  y = x > 0 ? activation_make_scaled(1 - activation_scaled_value(y), 0) : y;
  return fabs(d.hi) < 0.4 ? activation_make_scaled(p, 0) : y;
}
static inline double activation_gelu_derivative(double x) {
  return activation_scaled_value(activation_gelu_derivative_scaled(x));
}

/* ---- For float forms ---------------------------------------------------------------------- */

/*
 * What a float result needs, in plain double arithmetic: good to about 2^-45 relatively, and to
 * 2^-50 where a derivative has its root. Arguments are floats, or small sums of them.
 */

/* e^t - 1 = scale - 1 + scale * w, where e^t = scale (1 + w), |t| <= 700. */
typedef struct {
  double scale, w;
} activation_float_exp;

static inline activation_float_exp activation_float_exp_parts(double t) {
  const double shift = 0x1.8p52;
  double rounded = t * 0x1.71547652b82fep0 + shift;
  double r = t - (rounded - shift) * 0x1.62e42fefa39efp-1, square = r * r, low, high;
  activation_float_exp e;
  e.scale = activation_from_bits((activation_bits(rounded) + 1023) << 52);
  low = (0x1.5555555555557p-3 * r + 0.5) +
        square * (0x1.11111111100dcp-7 * r + 0x1.5555555555556p-5);
  high = (0x1.a01a01abe7fe1p-13 * r + 0x1.6c16c16c162d4p-10) +
         square * (0x1.71de0231960ebp-19 * r + 0x1.a01a01a6d889cp-16);
  high += square * square * (0x1.af4de97ca4194p-26 * r + 0x1.27e4db646b17ep-22);
  e.w = r + square * (low + square * square * high);
  return e;
}

/* e^t, |t| <= 700 */
static inline double activation_float_exp_value(double t) {
  activation_float_exp e = activation_float_exp_parts(t);
  return e.scale + e.scale * e.w;
}

/* 1 / d for d in the range of normal floats. */
static inline double activation_float_reciprocal(double d) {
  double r = 1 / (float)d;
  return r * (2 - d * r);
}

/* log(1 + e^-|t|) */
static inline double activation_float_softplus_tail(double t) {
  double a = fabs(t) > 120 ? 120 : fabs(t), u = activation_float_exp_value(-a);
  int upper = u > 0.41421356237309503;
  double f = upper ? u * 0.5 - 0.5 : u, s = f * activation_float_reciprocal(2 + f), z = s * s, r;
  r = 0x1.2b5f68a50d903p-3 * z + 0x1.39fdcceb4bb45p-3;
  r = r * z + 0x1.7462b91b8df65p-3;
  r = r * z + 0x1.c71c62d5e53e0p-3;
  r = r * z + 0x1.2492492dfd86cp-2;
  r = r * z + 0x1.9999999995273p-2;
  r = r * z + 0x1.5555555555558p-1;
  return (upper ? 0x1.62e42fefa39efp-1 : 0) + (2 * s + s * z * r);
}

/* F(-u) = density quotient, u in [0, 25] */
typedef struct {
  double u, density, quotient;
} activation_float_tail;

static inline activation_float_tail activation_float_normal_tail(double x) {
  activation_float_tail t;
  double r, w, p;
  t.u = fabs(x) > 25 ? 25 : fabs(x);
  r = activation_float_reciprocal(t.u + 3);
  w = (t.u - 3) * r;
  p = 0x1.d71387c654c84p-3 + w * activation_normal_polynomial(w);
  p = 0x1.754a751a56f4ap-1 + w * (-0x1.04c7295a48f33p-1 + w * p);
  t.density = activation_float_exp_value(-0.5 * t.u * t.u);
  t.quotient = p * r;
  return t;
}

/* x F(x) */
static inline double activation_float_gelu(double x) {
  activation_float_tail t = activation_float_normal_tail(x);
  double y = -t.u * (t.density * t.quotient);
  return x > 0 ? x + y : y;
}

/* d/dx x F(x) = F(x) + x F'(x) */
static inline double activation_float_gelu_derivative(double x) {
  activation_float_tail t = activation_float_normal_tail(x);
  double y = t.density * (t.quotient - t.u * 0x1.9884533d43651p-2);
  return x > 0 ? 1 - y : x <= 0 ? y : x;
}

/* S(t) */
static inline double activation_float_sigmoid(double t) {
  double e = activation_float_exp_value(-fabs(activation_clamp(t, -300, 300)));
  double r = activation_float_reciprocal(1 + e);
  return t < 0 ? e * r : r;
}

/* d/dx x S(t(x)) = S(t) + v S'(t), where v is x t'(x). */
static inline double activation_float_gated_derivative(double t, double v) {
  int below = t < 0;
  double e = activation_float_exp_value(below ? t : -t), r = activation_float_reciprocal(1 + e);
  double n = below ? e * (1 + e + v) : 1 + e * (1 + v);
  return n * r * r;
}

/* ---- All forms from two double functions ------------------------------------------------ */

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
