/*
 * activation_exponential.h: e^x, e^x - 1, log(1 + u), roots, sine and cosine. A part of activation_math.h.
 */
#ifndef ACTIVATION_EXPONENTIAL_H
#define ACTIVATION_EXPONENTIAL_H

#include "activation_arithmetic.h"

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

#endif
