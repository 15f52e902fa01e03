/*
 * activation_avx2_double.h: functions of sixteen doubles at a time, for processors with AVX2 and
 * FMA. activation_vector.h includes it, and makes the double forms of a plugin from them.
 *
 * Sums of two doubles carry what a rounding loses, up to the last one: results are at most two ULP
 * from the truth, subnormal ones included. It is what activation_math.h does, where a product's
 * rounding error takes one operation instead of nine, and four registers go side by side.
 *
 * A host's table of doubles takes 1.0 ns with AVX-512 where these take 1.7 (tanh) to 4.2 (gelu), for
 * inputs in [-4, 4] (beyond 2.7), and 4.2 with AVX2; but it follows a double function to 2 ULP, and
 * what is promised here is 1 or 2 from the truth.
 */
#ifndef ACTIVATION_AVX2_DOUBLE_H
#define ACTIVATION_AVX2_DOUBLE_H

#include "activation_avx2.h"

/* ---- Pairs -------------------------------------------------------------------------------- */

/* Unevaluated sums hi + lo, |lo| far less than |hi|. */
typedef struct {
  activation_quads hi, lo;
} activation_quads_pair;
#define ACTIVATION_QUADS_PAIR(function, arguments) \
  ACTIVATION_AVX2_OF(activation_quads_pair, function, arguments)

/* a + b, where |a| >= |b| or a is 0, or a + b is exact. */
ACTIVATION_QUADS_PAIR(activation_q_pair_sum, (activation_quads a, activation_quads b)) {
  activation_quads_pair s;
  s.hi = activation_q_add(a, b);
  s.lo = activation_q_sub(b, activation_q_sub(s.hi, a));
  return s;
}
/* The same where b is a pair. */
ACTIVATION_QUADS_PAIR(activation_q_pair_plus, (activation_quads a, activation_quads_pair b)) {
  activation_quads_pair s = activation_q_pair_sum(a, b.hi);
  s.lo = activation_q_add(s.lo, b.lo);
  return s;
}
/* a - b, for any a and b. */
ACTIVATION_QUADS_PAIR(activation_q_pair_difference, (activation_quads a, activation_quads b)) {
  activation_quads_pair d;
  activation_quads part;
  d.hi = activation_q_sub(a, b);
  part = activation_q_sub(d.hi, a);
  d.lo = activation_q_sub(activation_q_sub(a, activation_q_sub(d.hi, part)),
                          activation_q_add(b, part));
  return d;
}
ACTIVATION_QUADS_PAIR(activation_q_pair_product,
                      (activation_quads_pair a, activation_quads_pair b)) {
  activation_quads_pair p;
  p.hi = activation_q_mul(a.hi, b.hi);
  p.lo = activation_q_fms(a.hi, b.hi, p.hi);
  p.lo = activation_q_fma(a.hi, b.lo, p.lo);
  p.lo = activation_q_fma(a.lo, b.hi, p.lo);
  return p;
}
/* a times doubles. */
ACTIVATION_QUADS_PAIR(activation_q_pair_times, (activation_quads_pair a, activation_quads b)) {
  activation_quads_pair p;
  p.hi = activation_q_mul(a.hi, b);
  p.lo = activation_q_fma(a.lo, b, activation_q_fms(a.hi, b, p.hi));
  return p;
}
/* n / d, rounded. */
ACTIVATION_QUADS(activation_q_pair_quotient, (activation_quads_pair n, activation_quads_pair d)) {
  activation_quads r = activation_q_div(activation_q(1), d.hi), q = activation_q_mul(n.hi, r), rest;
  rest = activation_q_add(activation_q_fnma(q, d.hi, n.hi), activation_q_fnma(q, d.lo, n.lo));
  return activation_q_fma(rest, r, q);
}
/* base - y, rounded, |y| <= |base| or base 0. */
ACTIVATION_QUADS(activation_q_pair_less, (activation_quads base, activation_quads_pair y)) {
  activation_quads s = activation_q_sub(base, y.hi);
  return activation_q_add(
      s, activation_q_sub(activation_q_sub(activation_q_sub(base, s), y.hi), y.lo));
}
/* c[2] + c[3] x + ..., where c[0] and c[1] are what c[2] and c[3] lack. */
ACTIVATION_QUADS_PAIR(activation_q_pair_polynomial,
                      (activation_quads_pair x, const double *c, int degree)) {
  activation_quads rest = activation_q_polynomial(x.hi, c + 4, degree - 2), t, slope;
  activation_quads_pair p, q;
  t = activation_q_mul(rest, x.hi);
  p = activation_q_pair_sum(activation_q(c[3]), t);
  t = activation_q_add(activation_q_fms(rest, x.hi, t), activation_q(c[1]));
  p.lo = activation_q_add(p.lo, t);
  slope = activation_q_fma(rest, x.hi, p.hi);
  p = activation_q_pair_times(p, x.hi);
  q = activation_q_pair_sum(activation_q(c[2]), p.hi);
  t = activation_q_add(activation_q_fma(slope, x.lo, p.lo), activation_q(c[0]));
  q.lo = activation_q_add(q.lo, t);
  return q;
}
/* d (c[0] + c[1] d + ...): a function about its root, which no sum of rounded terms finds. */
ACTIVATION_QUADS(activation_q_about_root, (activation_quads_pair d, const double *c, int degree)) {
  activation_quads rest = activation_q_polynomial(d.hi, c + 1, degree - 1);
  activation_quads_pair y = activation_q_pair_sum(activation_q(c[0]), activation_q_mul(d.hi, rest));
  y = activation_q_pair_product(d, y);
  return activation_q_add(y.hi, y.lo);
}

/* ---- The exponential ---------------------------------------------------------------------- */

/* A power of two as two factors: it may be less than any normal double. */
typedef struct {
  activation_quads one, other;
} activation_quads_power;
#define ACTIVATION_HALVED_(z) _mm256_castsi256_pd(_mm256_srli_epi64(_mm256_castpd_si256(z), 1))
#define ACTIVATION_BITS_LESS_(z, y) \
  _mm256_castsi256_pd(_mm256_sub_epi64(_mm256_castpd_si256(z), _mm256_castpd_si256(y)))
ACTIVATION_EACH_1_(activation_quads, activation_q_halved, ACTIVATION_HALVED_)
ACTIVATION_EACH_2_(activation_quads, activation_q_bits_less, ACTIVATION_BITS_LESS_)

ACTIVATION_QUADS(activation_q_scaled, (activation_quads y, activation_quads_power power)) {
  return activation_q_mul(activation_q_mul(y, power.one), power.other);
}
ACTIVATION_QUADS_PAIR(activation_q_pair_scaled,
                      (activation_quads_pair y, activation_quads_power power)) {
  y.hi = activation_q_scaled(y.hi, power);
  y.lo = activation_q_scaled(y.lo, power);
  return y;
}

/* e^t = power (1 + r + rest), |r| < 0.347, with rest's own terms; to about 2^-57. */
typedef struct {
  activation_quads r, rest;
  activation_quads_power power;
} activation_quads_exponential_parts;
/* Of t.hi + t.lo in [-1020, 700]. */
ACTIVATION_AVX2_OF(activation_quads_exponential_parts, activation_q_exp_reduced,
                   (activation_quads_pair t)) {
  const activation_quads shift = activation_q(0x1.8p52);
  activation_quads z = activation_q_fma(t.hi, activation_q(0x1.71547652b82fep0), shift), n, p;
  activation_quads_exponential_parts e;
  activation_quads_pair r;
  n = activation_q_sub(z, shift);
  t.hi = activation_q_fma(n, activation_q(-0x1.62e42fefa38p-1), t.hi); /* exact */
  t.lo = activation_q_fma(n, activation_q(-0x1.ef35793c7673p-45), t.lo);
  r = activation_q_pair_sum(t.hi, t.lo);
  p = activation_q_polynomial(r.hi, activation_q_exact_exp_terms, 10);
  e.r = r.hi;
  e.rest = activation_q_fma(activation_q_mul(r.hi, r.hi), p, r.lo);
  e.power.one = activation_q_halved(z);
  e.power.other = activation_q_power(activation_q_bits_less(z, e.power.one));
  e.power.one = activation_q_power(e.power.one);
  return e;
}
/* 1 + r + rest */
ACTIVATION_QUADS_PAIR(activation_q_significand, (activation_quads_exponential_parts e)) {
  activation_quads_pair m = activation_q_pair_sum(activation_q(1), e.r);
  return activation_q_pair_sum(m.hi, activation_q_add(m.lo, e.rest));
}

/* e^-u = power m, and its value e; u in [0, 1000]. */
typedef struct {
  activation_quads_pair m, e;
  activation_quads_power power;
} activation_quads_decay;
ACTIVATION_AVX2_OF(activation_quads_decay, activation_q_decay, (activation_quads u)) {
  activation_quads_pair t = {activation_q_minus(u), activation_q(0)};
  activation_quads_exponential_parts parts = activation_q_exp_reduced(t);
  activation_quads_decay d;
  d.m = activation_q_significand(parts);
  d.e = activation_q_pair_scaled(d.m, parts.power);
  d.power = parts.power;
  return d;
}

/* ---- The logistic sigmoid and its kin ----------------------------------------------------- */

/* x S(t), S the logistic sigmoid, where t has the sign of x or x is 1; u is |t|. */
ACTIVATION_QUADS(activation_q_gated,
                 (activation_quads x, activation_quads t, activation_quads u)) {
  const activation_quads one = activation_q(1), zero = activation_q(0);
  activation_quads_decay d = activation_q_decay(u);
  activation_quads_pair n;
  n.hi = activation_q_blend(one, d.m.hi, t);
  n.lo = activation_q_blend(zero, d.m.lo, t);
  d.power.one = activation_q_blend(one, d.power.one, t);
  d.power.other = activation_q_blend(one, d.power.other, t);
  n = activation_q_pair_times(n, x);
  n.hi = activation_q_pair_quotient(n, activation_q_pair_plus(one, d.e));
  return activation_q_scaled(n.hi, d.power);
}

/* 1 / (1 + e^-x) */
ACTIVATION_QUADS(activation_doubles_sigmoid, (activation_quads x)) {
  return activation_q_gated(activation_q(1), x, activation_q_magnitude(x, 760));
}

/* x S(x) */
ACTIVATION_QUADS(activation_doubles_silu, (activation_quads x)) {
  activation_quads u = activation_q_magnitude(x, 760), sign = activation_q_sign(x);
  activation_quads y = activation_q_gated(activation_q_or(u, sign), x, u);
  return activation_q_blend(y, x, activation_q_less(activation_q(760), x));
}

/* d/dx x S(x), about its root: those of activation_math.h. */
static const double activation_q_silu_root_terms[10] = {
    0x1.be1410460527fp-3, 0x1.2c563458cc0adp-3, 0x1.353eb573cb768p-6, -0x1.f2d0e32bc485p-7,
    -0x1.b0f82c5319955p-8, 0x1.098e93aed15c7p-13, 0x1.a2a8006961093p-11, 0x1.8574251746f45p-13,
    -0x1.5818927bb209dp-15, -0x1.f14f1fe5a07e8p-16};
/* d/dx x S(x): below 0, with e = e^-u, e (1 - u + e) / (1 + e)^2, above that less than 1 */
ACTIVATION_QUADS(activation_doubles_silu_derivative, (activation_quads x)) {
  const activation_quads one = activation_q(1), root = activation_q(0x1.474973c84120bp+0);
  activation_quads u = activation_q_magnitude(x, 760), sign = activation_q_sign(x);
  activation_quads_decay d = activation_q_decay(u);
  activation_quads_pair k = activation_q_pair_difference(one, u), divisor, y;
  activation_quads low = k.lo, near, is_near;
  k = activation_q_pair_difference(k.hi, activation_q_minus(d.e.hi));
  k.lo = activation_q_add(k.lo, activation_q_add(low, d.e.lo));
  divisor = activation_q_pair_plus(one, d.e);
  divisor = activation_q_pair_product(divisor, divisor);
  y.hi = activation_q_pair_quotient(activation_q_pair_product(k, d.m), divisor);
  y.hi = activation_q_xor(activation_q_scaled(y.hi, d.power), sign);
  y.lo = activation_q(0);
  y.hi = activation_q_pair_less(activation_q_blend(one, y.lo, x), y);
  k = activation_q_pair_sum(activation_q_add(x, root), activation_q(0x1.f8d74bc9ac154p-54));
  near = activation_q_about_root(k, activation_q_silu_root_terms, 9);
  is_near = activation_q_less(activation_q_magnitude(k.hi, 1), activation_q(0.125));
  return activation_q_blend(y.hi, near, is_near);
}

/* tanh x = -m / (2 + m), m = e^(-2 |x|) - 1 */
ACTIVATION_QUADS(activation_doubles_tanh, (activation_quads x)) {
  activation_quads u = activation_q_magnitude(x, 20), power, low;
  activation_quads_pair t = {activation_q_mul(u, activation_q(-2)), activation_q(0)}, m;
  activation_quads_exponential_parts e = activation_q_exp_reduced(t);
  power = activation_q_mul(e.power.one, e.power.other);
  m = activation_q_pair_sum(activation_q(-1), power);
  low = activation_q_fma(power, e.rest, m.lo);
  m = activation_q_pair_sum(m.hi, activation_q_mul(power, e.r));
  m = activation_q_pair_sum(m.hi, activation_q_add(m.lo, low));
  u = activation_q_pair_quotient(m, activation_q_pair_plus(activation_q(2), m));
  return activation_q_signed(u, x);
}

/* ---- The normal distribution -------------------------------------------------------------- */

/* r = 1 / (u + 4), w = (u - 4) / (u + 4) = 1 - 8 r, and e^(-u^2 / 2) = power m; u in [0, 39]. */
typedef struct {
  activation_quads_pair r, w, m;
  activation_quads_power power;
} activation_quads_normal;
ACTIVATION_AVX2_OF(activation_quads_normal, activation_q_normal, (activation_quads u)) {
  const activation_quads one = activation_q(1), four = activation_q(4), half = activation_q(-0.5);
  activation_quads_exponential_parts e;
  activation_quads_normal n;
  activation_quads_pair d, t;
  d = activation_q_pair_sum(activation_q_max(u, four), activation_q_min(four, u));
  n.r.hi = activation_q_div(one, d.hi);
  t.lo = activation_q_fnma(d.lo, n.r.hi, activation_q_fnma(d.hi, n.r.hi, one));
  n.r.lo = activation_q_mul(t.lo, n.r.hi);
  n.w = activation_q_pair_sum(one, activation_q_mul(n.r.hi, activation_q(-8)));
  n.w.lo = activation_q_fma(n.r.lo, activation_q(-8), n.w.lo);
  t.hi = activation_q_mul(u, u);
  t.lo = activation_q_mul(activation_q_fms(u, u, t.hi), half);
  t.hi = activation_q_mul(t.hi, half);
  e = activation_q_exp_reduced(t);
  n.m = activation_q_significand(e);
  n.power = e.power;
  return n;
}

/* F(-u) e^(u^2 / 2) (u + 4) of w, F the normal distribution function. */
static const double activation_q_normal_tail_terms[26] = {
    -0x1.ab20a45659256p-56, -0x1.df6a4ff35650ep-57, 0x1.82b4bb8c94dcep-1, -0x1.373e3a893c28ap-1,
    0x1.8c6dbf2cfc2b5p-2, -0x1.7dff2bff68399p-3, 0x1.eec4cc3e4d2p-5, -0x1.ee2761047f314p-8,
    -0x1.c81719d53e702p-9, 0x1.ab825fc0f9df4p-10, 0x1.17a4ae29ed86p-13, -0x1.e4a4256debf51p-13,
    -0x1.001e4848a02c9p-19, 0x1.26d0996f91df6p-15, 0x1.80b164dd6c4acp-21, -0x1.8d4b1ebef19f3p-18,
    -0x1.51e40d406ae1bp-21, 0x1.1236b9f4af251p-20, 0x1.233bae214006cp-22, -0x1.4cec5dc378b56p-23,
    -0x1.6c20e4b36014cp-24, 0x1.ce4998356a286p-27, 0x1.4a56e86c50c9dp-26, 0x1.e30a3851f3a35p-30,
    -0x1.4c1b75576adeap-29, -0x1.70d57630a6d4ap-31};
/* x F(x) = max(0, x) - u F(-u), u = |x| */
ACTIVATION_QUADS(activation_doubles_gelu, (activation_quads x)) {
  activation_quads u = activation_q_magnitude(x, 39), y;
  activation_quads_normal n = activation_q_normal(u);
  activation_quads_pair g = activation_q_pair_polynomial(n.w, activation_q_normal_tail_terms, 23);
  g = activation_q_pair_product(activation_q_pair_product(g, n.r), n.m);
  g = activation_q_pair_scaled(activation_q_pair_times(g, u), n.power);
  y = activation_q_pair_less(activation_q_max(activation_q(0), x), g);
  y = activation_q_or(y, activation_q_sign(x)); /* -0 for -0 */
  return activation_q_blend(y, x, activation_q_less(activation_q(39), x));
}

/* (F(-u) - u F'(u)) e^(u^2 / 2) / (root - u) of w, root being where that is 0. */
static const double activation_q_exact_gelu_slope_terms[25] = {
    -0x1.b47f4b7c33476p-58, -0x1.8a19ecc90e4fdp-59, 0x1.d94de78425463p-2, -0x1.a763001ac67ddp-4,
    0x1.ef4ff8013799cp-5, -0x1.cc1e2623d9213p-6, 0x1.37754d816baaap-7, -0x1.d4c8222aa6638p-10,
    -0x1.443f63e133942p-13, 0x1.85999c2f66bcfp-13, -0x1.25381270f6065p-16, -0x1.2e9380d62516p-16,
    0x1.dafbff0b0f137p-19, 0x1.29877f0b6439ap-19, -0x1.083e15742c2ep-21, -0x1.77339f800251cp-22,
    0x1.c251b0ab70a87p-25, 0x1.101992c1889e5p-24, -0x1.a09866ee4874dp-31, -0x1.8860ea77d01ffp-27,
    -0x1.e691308166776p-30, 0x1.d3ea34c2310b5p-30, 0x1.334b7755c5adcp-31, -0x1.41478ee69be75p-33,
    -0x1.3a5d4b0d260b7p-34};
/* d/dx x F(x) = F(x) + x F'(x): above 0 it is 1 less the same of -x */
ACTIVATION_QUADS(activation_doubles_gelu_derivative, (activation_quads x)) {
  const activation_quads root = activation_q(0x1.80ead197f00b4p-1);
  activation_quads u = activation_q_magnitude(x, 39), sign = activation_q_sign(x);
  activation_quads_normal n = activation_q_normal(u);
  activation_quads_pair d = activation_q_pair_difference(root, u), y;
  d.lo = activation_q_add(d.lo, activation_q(-0x1.13e74c58cada8p-56));
  y = activation_q_pair_polynomial(n.w, activation_q_exact_gelu_slope_terms, 22);
  y = activation_q_pair_product(d, activation_q_pair_product(y, n.m));
  y = activation_q_pair_scaled(y, n.power);
  y.hi = activation_q_xor(y.hi, sign);
  y.lo = activation_q_xor(y.lo, sign);
  return activation_q_pair_less(activation_q_blend(activation_q(1), activation_q(0), x), y);
}

#endif
