/*
 * activation_sigmoids.h: the logistic sigmoid, tanh, softplus and x S(x). A part of activation_math.h.
 */
#ifndef ACTIVATION_SIGMOIDS_H
#define ACTIVATION_SIGMOIDS_H

#include "activation_exponential.h"

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

/* ---- x S(x) ----------------------------------------------------------------------------- */

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

#endif
