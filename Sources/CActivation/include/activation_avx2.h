/*
 * activation_avx2.h: functions of thirty-two floats at a time, for processors with AVX2 and FMA.
 *
 * activation_vector.h includes it, and makes the forms of a plugin from such functions. Four
 * registers go through each step side by side: one alone would wait for its own results. What is
 * cheap in float, corrections included, is computed in float, at most one ULP from the truth; the
 * rest in double, sixteen at a time, and rounded once.
 *
 * All are faster than a host's tables, which take 1.5 to 1.65 ns a float with AVX2, whatever the
 * input: on a Zen 4 these take 0.1 to 1.5. Only gelu's with inputs beyond [-4, 4] take longer, 2.4
 * in the value and 3.1 in the derivative.
 */
#ifndef ACTIVATION_AVX2_H
#define ACTIVATION_AVX2_H

#include <immintrin.h>

/* Thirty-two floats; sixteen doubles. */
typedef struct {
  __m256 a, b, c, d;
} activation_octets;
typedef struct {
  __m256d a, b, c, d;
} activation_quads;

/* ACTIVATION_OCTETS(f, (activation_octets x)) { ... } defines a function of floats, with such a
 * result, ACTIVATION_QUADS one of doubles, ACTIVATION_AVX2_OF(T, f, (...)) one of type T. */
#define ACTIVATION_AVX2_TARGET __attribute__((target("avx2,fma")))
#define ACTIVATION_AVX2_OF(T, function, arguments) \
  ACTIVATION_AVX2_TARGET __attribute__((always_inline)) static inline T function arguments
#define ACTIVATION_OCTETS(function, arguments) \
  ACTIVATION_AVX2_OF(activation_octets, function, arguments)
#define ACTIVATION_QUADS(function, arguments) \
  ACTIVATION_AVX2_OF(activation_quads, function, arguments)

/* ---- One operation of each register ------------------------------------------------------- */

/* activation_o_fma(x, y, z) is x y + z, _fnma -x y + z, _fms x y - z, rounded once; _less gives all
 * bits of the lanes where x < y; _min and _max give y where either is NaN; _magnitude is |x|, but
 * at most `most`, and NaN for NaN; _sign(x) is the sign bit of x, _signed(y, x) is |y| with it;
 * _polynomial is c0 + c1 x + .... activation_o(v) is v in all lanes. The same with activation_q of
 * doubles. */
#define ACTIVATION_EACH_1_(T, name, f)      \
  ACTIVATION_AVX2_OF(T, name, (T x)) {      \
    T y = {f(x.a), f(x.b), f(x.c), f(x.d)}; \
    return y;                               \
  }
#define ACTIVATION_EACH_2_(T, name, f)                          \
  ACTIVATION_AVX2_OF(T, name, (T x, T y)) {                     \
    T z = {f(x.a, y.a), f(x.b, y.b), f(x.c, y.c), f(x.d, y.d)}; \
    return z;                                                   \
  }
#define ACTIVATION_EACH_3_(T, name, f)                                              \
  ACTIVATION_AVX2_OF(T, name, (T x, T y, T z)) {                                    \
    T w = {f(x.a, y.a, z.a), f(x.b, y.b, z.b), f(x.c, y.c, z.c), f(x.d, y.d, z.d)}; \
    return w;                                                                       \
  }
#define ACTIVATION_OPERATIONS_(T, o, R, s)                                                  \
  ACTIVATION_AVX2_OF(T, activation_##o, (R v)) {                                            \
    T y;                                                                                    \
    y.a = y.b = y.c = y.d = _mm256_set1_##s(v);                                             \
    return y;                                                                               \
  }                                                                                         \
  ACTIVATION_AVX2_OF(T, activation_##o##_load, (const R *x)) {                              \
    enum { step = sizeof(__m256) / sizeof(R) };                                             \
    T y = {_mm256_loadu_##s(x), _mm256_loadu_##s(x + step), _mm256_loadu_##s(x + 2 * step), \
           _mm256_loadu_##s(x + 3 * step)};                                                 \
    return y;                                                                               \
  }                                                                                         \
  ACTIVATION_AVX2_OF(void, activation_##o##_store, (R *y, T x)) {                           \
    enum { step = sizeof(__m256) / sizeof(R) };                                             \
    _mm256_storeu_##s(y, x.a);                                                              \
    _mm256_storeu_##s(y + step, x.b);                                                       \
    _mm256_storeu_##s(y + 2 * step, x.c);                                                   \
    _mm256_storeu_##s(y + 3 * step, x.d);                                                   \
  }                                                                                         \
  ACTIVATION_EACH_2_(T, activation_##o##_add, _mm256_add_##s)                               \
  ACTIVATION_EACH_2_(T, activation_##o##_sub, _mm256_sub_##s)                               \
  ACTIVATION_EACH_2_(T, activation_##o##_mul, _mm256_mul_##s)                               \
  ACTIVATION_EACH_2_(T, activation_##o##_div, _mm256_div_##s)                               \
  ACTIVATION_EACH_2_(T, activation_##o##_min, _mm256_min_##s)                               \
  ACTIVATION_EACH_2_(T, activation_##o##_max, _mm256_max_##s)                               \
  ACTIVATION_EACH_2_(T, activation_##o##_and, _mm256_and_##s)                               \
  ACTIVATION_EACH_2_(T, activation_##o##_or, _mm256_or_##s)                                 \
  ACTIVATION_EACH_2_(T, activation_##o##_xor, _mm256_xor_##s)                               \
  ACTIVATION_EACH_2_(T, activation_##o##_and_not, _mm256_andnot_##s)                        \
  ACTIVATION_EACH_3_(T, activation_##o##_fma, _mm256_fmadd_##s)                             \
  ACTIVATION_EACH_3_(T, activation_##o##_fms, _mm256_fmsub_##s)                             \
  ACTIVATION_EACH_3_(T, activation_##o##_fnma, _mm256_fnmadd_##s)                           \
  ACTIVATION_EACH_3_(T, activation_##o##_blend, _mm256_blendv_##s)                          \
  ACTIVATION_AVX2_OF(T, activation_##o##_minus, (T x)) {                                    \
    return activation_##o##_xor(activation_##o((R)-0.0), x);                                \
  }                                                                                         \
  ACTIVATION_AVX2_OF(T, activation_##o##_sign, (T x)) {                                     \
    return activation_##o##_and(activation_##o((R)-0.0), x);                                \
  }                                                                                         \
  ACTIVATION_AVX2_OF(T, activation_##o##_signed, (T y, T x)) {                              \
    y = activation_##o##_and_not(activation_##o((R)-0.0), y);                               \
    return activation_##o##_or(y, activation_##o##_sign(x));                                \
  }                                                                                         \
  ACTIVATION_AVX2_OF(T, activation_##o##_magnitude, (T x, R most)) {                        \
    x = activation_##o##_and_not(activation_##o((R)-0.0), x);                               \
    return activation_##o##_min(activation_##o(most), x);                                   \
  }                                                                                         \
  ACTIVATION_AVX2_OF(T, activation_##o##_polynomial, (T x, const R *c, int degree)) {       \
    T p = activation_##o(c[degree]);                                                        \
    int k;                                                                                  \
    for (k = degree - 1; k >= 0; k--) p = activation_##o##_fma(p, x, activation_##o(c[k])); \
    return p;                                                                               \
  }
#define ACTIVATION_LESS_PS_(x, y) _mm256_cmp_ps(x, y, _CMP_LT_OQ)
#define ACTIVATION_LESS_PD_(x, y) _mm256_cmp_pd(x, y, _CMP_LT_OQ)
/* 2^n of 3 2^22 + n, or of 3 2^51 + n, whose low bits are those of n. */
#define ACTIVATION_POWER_PS_(z)                                                       \
  _mm256_castsi256_ps(_mm256_add_epi32(_mm256_slli_epi32(_mm256_castps_si256(z), 23), \
                                       _mm256_set1_epi32(0x3f800000)))
#define ACTIVATION_POWER_PD_(z)                                                       \
  _mm256_castsi256_pd(_mm256_add_epi64(_mm256_slli_epi64(_mm256_castpd_si256(z), 52), \
                                       _mm256_set1_epi64x(0x3ff0000000000000)))
ACTIVATION_OPERATIONS_(activation_octets, o, float, ps)
/* 1 / x to some 11 bits, and of no more than 12: makers of processors do not agree on the others,
 * and products with few bits stay exact. */
#define ACTIVATION_RECIPROCAL_PS_(x) \
  _mm256_and_ps(_mm256_rcp_ps(x), _mm256_castsi256_ps(_mm256_set1_epi32(-0x800)))
ACTIVATION_EACH_1_(activation_octets, activation_o_reciprocal, ACTIVATION_RECIPROCAL_PS_)
ACTIVATION_EACH_1_(activation_octets, activation_o_power, ACTIVATION_POWER_PS_)
ACTIVATION_EACH_2_(activation_octets, activation_o_less, ACTIVATION_LESS_PS_)
ACTIVATION_OPERATIONS_(activation_quads, q, double, pd)
ACTIVATION_EACH_1_(activation_quads, activation_q_power, ACTIVATION_POWER_PD_)
ACTIVATION_EACH_2_(activation_quads, activation_q_less, ACTIVATION_LESS_PD_)

/* Sixteen floats as doubles, and back, rounded. */
ACTIVATION_QUADS(activation_quads_of, (__m256 x, __m256 y)) {
  activation_quads q;
  q.a = _mm256_cvtps_pd(_mm256_castps256_ps128(x));
  q.b = _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1));
  q.c = _mm256_cvtps_pd(_mm256_castps256_ps128(y));
  q.d = _mm256_cvtps_pd(_mm256_extractf128_ps(y, 1));
  return q;
}
ACTIVATION_AVX2_OF(__m256, activation_octet_of, (__m256d low, __m256d high)) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(low)),
                              _mm256_cvtpd_ps(high), 1);
}
ACTIVATION_OCTETS(activation_octets_of, (activation_quads low, activation_quads high)) {
  activation_octets x;
  x.a = activation_octet_of(low.a, low.b);
  x.b = activation_octet_of(low.c, low.d);
  x.c = activation_octet_of(high.a, high.b);
  x.d = activation_octet_of(high.c, high.d);
  return x;
}
#define ACTIVATION_IN_DOUBLE_(f, x) \
  activation_octets_of(f(activation_quads_of(x.a, x.b)), f(activation_quads_of(x.c, x.d)))
/* activation_octets_NAME, computed in double by activation_quads_NAME. */
#define ACTIVATION_OCTETS_IN_DOUBLE(name)                              \
  ACTIVATION_OCTETS(activation_octets_##name, (activation_octets x)) { \
    return ACTIVATION_IN_DOUBLE_(activation_quads_##name, x);          \
  }

/* y, but tail(x) where x < low: a function out of the way, as few x lie there. */
#define ACTIVATION_OCTETS_TAIL(function, name)                                                \
  ACTIVATION_AVX2_TARGET __attribute__((noinline, unused)) static activation_octets function( \
      activation_octets x) {                                                                  \
    return ACTIVATION_IN_DOUBLE_(activation_quads_##name, x);                                 \
  }
ACTIVATION_OCTETS(activation_o_with_tail, (activation_octets y, activation_octets x, float low,
                                           activation_octets (*tail)(activation_octets))) {
  activation_octets below = activation_o_less(x, activation_o(low));
  __m256 any = _mm256_or_ps(_mm256_or_ps(below.a, below.b), _mm256_or_ps(below.c, below.d));
  return __builtin_expect(_mm256_movemask_ps(any), 0) ? activation_o_blend(y, tail(x), below) : y;
}

/* ---- Exponentials ------------------------------------------------------------------------- */

/* (e^r - 1 - r) / r^2, |r| < 0.412 */
static const float activation_o_exp_terms[6] = {
    0x1p-1f, 0x1.555552p-3f, 0x1.5553cep-5f, 0x1.1113d6p-7f, 0x1.6e247cp-10f, 0x1.9e8e66p-13f};
/* e^t = power (1 + r + p), |r| < 0.412, |p| < 0.11; power is one of 2. */
typedef struct {
  activation_octets power, r, p;
} activation_octets_exponential;
/* Of t in [-87, 88], whose r is rounded. */
ACTIVATION_AVX2_OF(activation_octets_exponential, activation_o_exp, (activation_octets t)) {
  const activation_octets shift = activation_o(0x1.8p23f);
  activation_octets z = activation_o_fma(t, activation_o(0x1.715476p0f), shift), n;
  activation_octets_exponential e;
  n = activation_o_sub(z, shift);
  e.r = activation_o_fma(n, activation_o(-0x1.62e4p-1f), t); /* exact */
  e.r = activation_o_fma(n, activation_o(-0x1.7f7d1cp-20f), e.r);
  e.p = activation_o_polynomial(e.r, activation_o_exp_terms, 5);
  e.p = activation_o_mul(activation_o_mul(e.r, e.r), e.p);
  e.power = activation_o_power(z);
  return e;
}
/* Of t + rest, |rest| < 0.065, with what is missing from r in p. */
ACTIVATION_AVX2_OF(activation_octets_exponential, activation_o_exp_pair,
                   (activation_octets t, activation_octets rest)) {
  const activation_octets shift = activation_o(0x1.8p23f);
  activation_octets z = activation_o_fma(t, activation_o(0x1.715476p0f), shift), n, high;
  activation_octets_exponential e;
  n = activation_o_sub(z, shift);
  high = activation_o_fma(n, activation_o(-0x1.62e4p-1f), t);
  rest = activation_o_fma(n, activation_o(-0x1.7f7d1cp-20f), rest);
  e.r = activation_o_add(high, rest);
  rest = activation_o_sub(rest, activation_o_sub(e.r, high));
  e.p = activation_o_polynomial(e.r, activation_o_exp_terms, 5);
  e.p = activation_o_fma(activation_o_mul(e.r, e.r), e.p, rest);
  e.power = activation_o_power(z);
  return e;
}

/* The same to 2^-34, and, as in activation_math.h, to 2^-53 by ten terms and to 2^-57 by all,
 * |r| < 0.3467. */
static const double activation_q_exp_terms[6] = {
    0x1.0000003a35238p-1, 0x1.55555442a5116p-3, 0x1.55548d96ba122p-5, 0x1.1112713f99422p-7,
    0x1.6d8d342f5fea7p-10, 0x1.9f083d48f9ac4p-13};
static const double activation_q_exact_exp_terms[11] = {
    0.5, 0x1.5555555555557p-3, 0x1.5555555555556p-5, 0x1.11111111100dcp-7, 0x1.6c16c16c162d4p-10,
    0x1.a01a01abe7fe1p-13, 0x1.a01a01a6d889cp-16, 0x1.71de0231960ebp-19, 0x1.27e4db646b17ep-22,
    0x1.af4de97ca4194p-26, 0x1.1f730349868cep-29};
/* e^t = power (1 + q), t in [-700, 700] */
typedef struct {
  activation_quads power, q;
} activation_quads_exponential;
ACTIVATION_AVX2_OF(activation_quads_exponential, activation_q_exp_parts,
                   (activation_quads t, const double *terms, int degree)) {
  const activation_quads shift = activation_q(0x1.8p52);
  activation_quads z = activation_q_fma(t, activation_q(0x1.71547652b82fep0), shift), n, r;
  activation_quads_exponential e;
  n = activation_q_sub(z, shift);
  r = activation_q_fma(n, activation_q(-0x1.62e42fefa39efp-1), t);
  e.q = activation_q_polynomial(r, terms, degree);
  e.q = activation_q_fma(activation_q_mul(r, r), e.q, r);
  e.power = activation_q_power(z);
  return e;
}
ACTIVATION_QUADS(activation_q_exp, (activation_quads t)) {
  activation_quads_exponential e = activation_q_exp_parts(t, activation_q_exp_terms, 5);
  return activation_q_fma(e.power, e.q, e.power);
}
ACTIVATION_QUADS(activation_q_exact_exp, (activation_quads t)) {
  activation_quads_exponential e = activation_q_exp_parts(t, activation_q_exact_exp_terms, 9);
  return activation_q_fma(e.power, e.q, e.power);
}

/* e^t - 1 of the parts of e^t, as the sum of value and rest. */
typedef struct {
  activation_octets value, rest;
} activation_octets_pair;
ACTIVATION_AVX2_OF(activation_octets_pair, activation_o_expm1,
                   (activation_octets_exponential e)) {
  const activation_octets one = activation_o(1);
  activation_octets high = activation_o_sub(e.power, one), r = activation_o_mul(e.power, e.r);
  activation_octets_pair y;
  y.rest = activation_o_sub(e.power, activation_o_add(high, one));
  y.value = activation_o_add(high, r);
  y.rest = activation_o_add(y.rest, activation_o_sub(r, activation_o_sub(y.value, high)));
  y.rest = activation_o_fma(e.power, e.p, y.rest);
  return y;
}

/* ---- The logistic sigmoid and its kin ----------------------------------------------------- */

/* 1 / (1 + e^-x) in double, x no less than -700. */
ACTIVATION_QUADS(activation_q_logistic, (activation_quads x)) {
  const activation_quads one = activation_q(1);
  activation_quads e = activation_q_exp(activation_q_minus(activation_q_min(activation_q(120), x)));
  return activation_q_div(one, activation_q_add(one, e));
}
/* x, no less than where e^x x is 0 to a float. */
ACTIVATION_QUADS(activation_q_within, (activation_quads x)) {
  return activation_q_max(activation_q(-120), x);
}
ACTIVATION_QUADS(activation_quads_sigmoid, (activation_quads x)) {
  return activation_q_logistic(activation_q_within(x));
}
ACTIVATION_QUADS(activation_quads_silu, (activation_quads x)) {
  activation_quads t = activation_q_within(x);
  return activation_q_mul(t, activation_q_logistic(t));
}

/* 1 / (1 + e^-x) = r (1 + rest), rest of some 2^-11; x in [-87, 87]. */
typedef struct {
  activation_octets r, rest;
} activation_octets_logistic;
ACTIVATION_AVX2_OF(activation_octets_logistic, activation_o_logistic, (activation_octets x)) {
  const activation_octets one = activation_o(1);
  activation_octets_exponential e = activation_o_exp(activation_o_minus(x));
  activation_octets_logistic s;
  e.r = activation_o_mul(e.power, e.r);
  e.p = activation_o_mul(e.power, e.p);
  s.r = activation_o_reciprocal(
      activation_o_add(activation_o_add(e.r, e.p), activation_o_add(e.power, one)));
  /* in this order each difference is exact, or nearly */
  s.rest = activation_o_fnma(s.r, activation_o_max(e.power, one), one);
  s.rest = activation_o_fnma(s.r, activation_o_min(e.power, one), s.rest);
  s.rest = activation_o_fnma(s.r, e.r, s.rest);
  s.rest = activation_o_fnma(s.r, e.p, s.rest);
  s.rest = activation_o_fma(s.rest, s.rest, s.rest);
  return s;
}

/* 1 / (1 + e^-x) */
ACTIVATION_OCTETS_TAIL(activation_octets_sigmoid_tail, sigmoid)
ACTIVATION_OCTETS(activation_octets_sigmoid, (activation_octets x)) {
  activation_octets_logistic s = activation_o_logistic(activation_o_min(activation_o(87), x));
  return activation_o_with_tail(activation_o_fma(s.r, s.rest, s.r), x, -87,
                                activation_octets_sigmoid_tail);
}

/* x S(x) */
ACTIVATION_OCTETS_TAIL(activation_octets_silu_tail, silu)
ACTIVATION_OCTETS(activation_octets_silu, (activation_octets x)) {
  activation_octets t = activation_o_min(activation_o(87), x), y, low;
  activation_octets_logistic s = activation_o_logistic(t);
  y = activation_o_fma(s.r, s.rest, s.r);
  low = activation_o_fma(s.r, s.rest, activation_o_sub(s.r, y));
  y = activation_o_fma(x, y, activation_o_mul(t, low));
  return activation_o_with_tail(y, x, -80, activation_octets_silu_tail);
}

/* S(t) + v S'(t), where t and v have the signs of x and |t|, |v| are given. Below 0 it is
 * e (1 - |v| + e) / (1 + e)^2, e = e^-|t|, whose root wants all of e's digits. */
ACTIVATION_QUADS(activation_q_gated_derivative,
                 (activation_quads x, activation_quads t, activation_quads v)) {
  const activation_quads one = activation_q(1);
  activation_quads e = activation_q_exact_exp(activation_q_minus(t)), d, k;
  d = activation_q_add(one, e);
  k = activation_q_mul(e, activation_q_add(activation_q_sub(one, v), e));
  k = activation_q_div(k, activation_q_mul(d, d));
  return activation_q_blend(k, activation_q_sub(one, k), activation_q_less(activation_q(0), x));
}

/* d/dx x S(x) */
ACTIVATION_QUADS(activation_quads_silu_derivative, (activation_quads x)) {
  activation_quads u = activation_q_magnitude(x, 120);
  return activation_q_gated_derivative(x, u, u);
}
ACTIVATION_OCTETS_IN_DOUBLE(silu_derivative)

/* x S(t(x)), t(x) = 2 sqrt(2 / pi) (x + 0.044715 x^3) */
ACTIVATION_QUADS(activation_quads_gelu_tanh, (activation_quads x)) {
  activation_quads t = activation_q_max(activation_q(-12), x), u;
  u = activation_q_min(activation_q(12), t);
  u = activation_q_mul(
      u, activation_q_fma(activation_q_mul(u, u), activation_q(0x1.2444f2a4d8b4bp-4),
                          activation_q(0x1.9884533d43651p+0)));
  return activation_q_mul(t, activation_q_logistic(u));
}
ACTIVATION_OCTETS_IN_DOUBLE(gelu_tanh)

/* d/dx x S(t(x)) */
ACTIVATION_QUADS(activation_quads_gelu_tanh_derivative, (activation_quads x)) {
  const activation_quads a = activation_q(0x1.9884533d43651p+0);
  activation_quads u = activation_q_magnitude(x, 12), square = activation_q_mul(u, u);
  return activation_q_gated_derivative(
      x, activation_q_mul(u, activation_q_fma(square, activation_q(0x1.2444f2a4d8b4bp-4), a)),
      activation_q_mul(u, activation_q_fma(square, activation_q(0x1.b6676bf7450f0p-3), a)));
}
ACTIVATION_OCTETS_IN_DOUBLE(gelu_tanh_derivative)

/* tanh x = -m / (2 + m), m = e^(-2 |x|) - 1 */
ACTIVATION_OCTETS(activation_octets_tanh, (activation_octets x)) {
  const activation_octets two = activation_o(2), zero = activation_o(0);
  activation_octets t = activation_o_mul(activation_o_magnitude(x, 9.1f), activation_o(-2));
  activation_octets_pair m = activation_o_expm1(activation_o_exp_pair(t, zero));
  activation_octets n = activation_o_add(m.value, m.rest), d, rest, r, y;
  m.rest = activation_o_sub(m.rest, activation_o_sub(n, m.value));
  d = activation_o_add(n, two);
  rest = activation_o_add(activation_o_sub(n, activation_o_sub(d, two)), m.rest);
  r = activation_o_reciprocal(d);
  r = activation_o_fma(activation_o_fnma(d, r, activation_o(1)), r, r);
  y = activation_o_mul(n, r);
  rest = activation_o_fnma(y, rest, m.rest);
  rest = activation_o_add(activation_o_fnma(y, d, n), rest);
  return activation_o_signed(activation_o_fma(rest, r, y), x);
}

/* x, or e^x - 1 where x < 0 */
ACTIVATION_OCTETS(activation_octets_elu, (activation_octets x)) {
  activation_octets t = activation_o_max(activation_o(-20), x);
  activation_octets_pair m = activation_o_expm1(activation_o_exp(t));
  return activation_o_blend(x, activation_o_add(m.value, m.rest),
                            activation_o_less(x, activation_o(0)));
}

/* (2 atanh(s) - 2 s) / s^3 as a function of s^2, s in [0, 1/3] */
static const double activation_q_atanh_terms[5] = {
    0x1.5555585aa9264p-1, 0x1.9996a5382b4cbp-2, 0x1.2509d70e6037cp-2, 0x1.b6cd2b1f04dc7p-3,
    0x1.f1d5aaa94b2e2p-3};
/* log(1 + e^x) = max(0, x) + 2 atanh(e / (2 + e)), e = e^-|x| */
ACTIVATION_QUADS(activation_quads_softplus, (activation_quads x)) {
  activation_quads e, s, z, p;
  e = activation_q_exp(activation_q_minus(activation_q_magnitude(x, 120)));
  s = activation_q_div(e, activation_q_add(e, activation_q(2)));
  z = activation_q_mul(s, s);
  p = activation_q_mul(activation_q_mul(s, z),
                       activation_q_polynomial(z, activation_q_atanh_terms, 4));
  return activation_q_add(activation_q_max(activation_q(0), x),
                          activation_q_add(activation_q_add(s, s), p));
}
ACTIVATION_OCTETS_IN_DOUBLE(softplus)

/* log S(x) */
ACTIVATION_OCTETS(activation_octets_log_sigmoid, (activation_octets x)) {
  return activation_o_minus(activation_octets_softplus(activation_o_minus(x)));
}

/* x tanh(log(1 + e^x)): with e = e^-|x|, x n / d, where n = e (e + 2) and d = n + 2 below 0, and
 * n = 1 + 2 e and d = n + 2 e^2 above. */
ACTIVATION_QUADS(activation_quads_mish, (activation_quads x)) {
  const activation_quads two = activation_q(2);
  activation_quads above = activation_q_less(activation_q(0), x), e, n, d;
  e = activation_q_exp(activation_q_minus(activation_q_magnitude(x, 120)));
  n = activation_q_blend(activation_q_mul(e, activation_q_add(e, two)),
                         activation_q_fma(e, two, activation_q(1)), above);
  d = activation_q_blend(two, activation_q_mul(activation_q_mul(e, e), two), above);
  d = activation_q_add(n, d);
  return activation_q_mul(activation_q_within(x), activation_q_div(n, d));
}
ACTIVATION_OCTETS_IN_DOUBLE(mish)

/* Its derivative, with u = |x|: e (4 (1 - u) + e (6 - 4 u + e (4 + e))) / (2 + e (2 + e))^2 below
 * 0, and (1 + e (4 + e (6 + 4 u + e (4 + 4 u)))) / (1 + 2 e (1 + e))^2 above. */
ACTIVATION_QUADS(activation_quads_mish_derivative, (activation_quads x)) {
  const activation_quads one = activation_q(1), two = activation_q(2), four = activation_q(4);
  activation_quads u = activation_q_magnitude(x, 120), below, above, n, d, k, e;
  e = activation_q_exact_exp(activation_q_minus(u));
  k = activation_q_mul(u, four);
  below = activation_q_fma(e, activation_q_add(four, e), activation_q_sub(activation_q(6), k));
  below = activation_q_mul(e, activation_q_fma(e, below, activation_q_sub(four, k)));
  above = activation_q_fma(e, activation_q_add(four, k), activation_q_add(activation_q(6), k));
  above = activation_q_fma(e, activation_q_fma(e, above, four), one);
  k = activation_q_less(activation_q(0), x);
  n = activation_q_blend(below, above, k);
  below = activation_q_fma(e, activation_q_add(two, e), two);
  above = activation_q_fma(activation_q_add(e, e), activation_q_add(one, e), one);
  d = activation_q_blend(below, above, k);
  return activation_q_div(n, activation_q_mul(d, d));
}
ACTIVATION_OCTETS_IN_DOUBLE(mish_derivative)

/* ---- The normal distribution -------------------------------------------------------------- */

/* e^(-u^2 / 2) / sqrt(2 pi), and u R(u) - 1 from 1 / u^2, u in [5, 15], R being Mills's ratio. */
ACTIVATION_QUADS(activation_q_density, (activation_quads u)) {
  activation_quads t = activation_q_mul(activation_q_mul(u, u), activation_q(-0.5));
  return activation_q_mul(activation_q_exp(t), activation_q(0x1.9884533d43651p-2));
}
static const double activation_q_mills_terms[6] = {
    -0x1.ffffd03fbbb54p-1, 0x1.7fec94c592b5fp+1, -0x1.dd1113ced00b4p+3, 0x1.87bd850d98beep+6,
    -0x1.4056bb17b0a7dp+9, 0x1.3e9c3e0891013p+11};
ACTIVATION_QUADS(activation_q_mills, (activation_quads v)) {
  return activation_q_mul(v, activation_q_polynomial(v, activation_q_mills_terms, 5));
}

/* x F(x), F the normal distribution function, for x <= -5 */
ACTIVATION_QUADS(activation_quads_gelu_tail, (activation_quads x)) {
  activation_quads u = activation_q_magnitude(x, 15), m;
  m = activation_q_mills(activation_q_div(activation_q(1), activation_q_mul(u, u)));
  return activation_q_minus(
      activation_q_mul(activation_q_density(u), activation_q_add(activation_q(1), m)));
}
ACTIVATION_OCTETS_TAIL(activation_octets_gelu_tail, gelu_tail)

/* log(2 F(-u)) / u + 0x1.544p-1 + 0x1.c2p-2 u of u - 2.5, u in [0, 5.6] */
static const float activation_o_normal_terms[12] = {
    0x1.fe13aep-8f, 0x1.9a1aa2p-7f, -0x1.768b0ap-7f, 0x1.c12dacp-10f, -0x1.e5361p-13f,
    0x1.aee904p-16f, -0x1.ca2a2p-20f, -0x1.4b7004p-23f, 0x1.84cac2p-24f, -0x1.701c22p-26f,
    0x1.9128dep-29f, -0x1.6a32fep-33f};
/* 2 F(-u), u in [0, 5] to a float's precision, and to what is wanted up to 5.6. */
ACTIVATION_AVX2_OF(activation_octets_exponential, activation_o_normal, (activation_octets u)) {
  const activation_octets a = activation_o(-0x1.544p-1f), b = activation_o(-0x1.c2p-2f);
  activation_octets line = activation_o_fma(u, b, a), q, t;
  q = activation_o_polynomial(activation_o_sub(u, activation_o(2.5f)), activation_o_normal_terms,
                              11);
  q = activation_o_add(q, activation_o_fma(u, b, activation_o_sub(a, line)));
  t = activation_o_mul(u, line);
  return activation_o_exp_pair(t, activation_o_fma(u, q, activation_o_fms(u, line, t)));
}
/* x F(x) = max(0, x) - u F(-u), u = |x| */
ACTIVATION_OCTETS(activation_octets_gelu, (activation_octets x)) {
  const activation_octets most = activation_o(5.6f), zero = activation_o(0);
  activation_octets u = activation_o_magnitude(x, 5.6f), part, low, y;
  activation_octets_exponential e = activation_o_normal(u);
  u = activation_o_mul(activation_o_mul(u, activation_o(0.5f)), e.power);
  part = activation_o_fma(u, e.r, u);
  low = activation_o_fma(u, e.r, activation_o_sub(u, part));
  low = activation_o_fma(u, e.p, low);
  u = activation_o_max(zero, x);
  y = activation_o_sub(u, part);
  low = activation_o_sub(activation_o_sub(activation_o_sub(u, y), part), low);
  y = activation_o_blend(activation_o_add(y, low), x, activation_o_less(most, x));
  return activation_o_with_tail(y, x, -5, activation_octets_gelu_tail);
}

/* d/dx x F(x) = F(x) + x F'(x), for x <= -5: F'(u) (R(u) - u) */
ACTIVATION_QUADS(activation_quads_gelu_derivative_tail, (activation_quads x)) {
  activation_quads u = activation_q_magnitude(x, 15), r = activation_q_div(activation_q(1), u), m;
  m = activation_q_mills(activation_q_mul(r, r));
  return activation_q_mul(activation_q_density(u),
                          activation_q_sub(activation_q_fma(r, m, r), u));
}
ACTIVATION_OCTETS_TAIL(activation_octets_gelu_derivative_tail, gelu_derivative_tail)

/* (R(u) - u) / (root - u) / sqrt(2 pi) of u - 2, u in [0, 6] */
static const double activation_q_gelu_slope_terms[16] = {
    0x1.025445115757dp-1, -0x1.1958d1d5db201p-5, 0x1.5619b8ee3aa57p-7, -0x1.884b8dbff9a3cp-9,
    0x1.ab21e171c5151p-11, -0x1.bbcfbf8c68f3ep-13, 0x1.ba3728388c35cp-15, -0x1.a9d21b586ed0ap-17,
    0x1.8c07423b98587p-19, -0x1.5969fb91db97ep-21, 0x1.1c826ef292a41p-23, -0x1.03ac45791929ep-25,
    0x1.0bf3aeb09848p-27, -0x1.bde9e6f02184cp-30, 0x1.b7bae2f85fdcp-33, -0x1.7138b71238bb4p-37};
/* The same for x >= -5, from its value at -|x|: F'(u) (R(u) - u), whose root is known. */
ACTIVATION_QUADS(activation_quads_gelu_derivative_near, (activation_quads x)) {
  activation_quads u = activation_q_magnitude(x, 6), k, p;
  p = activation_q_polynomial(activation_q_sub(u, activation_q(2)), activation_q_gelu_slope_terms,
                              15);
  k = activation_q_exp(activation_q_mul(activation_q_mul(u, u), activation_q(-0.5)));
  k = activation_q_mul(activation_q_mul(k, p),
                       activation_q_sub(activation_q(0x1.80ead197f00b4p-1), u));
  return activation_q_blend(k, activation_q_sub(activation_q(1), k),
                            activation_q_less(activation_q(0), x));
}
ACTIVATION_OCTETS_IN_DOUBLE(gelu_derivative_near)
ACTIVATION_OCTETS(activation_octets_gelu_derivative, (activation_octets x)) {
  return activation_o_with_tail(activation_octets_gelu_derivative_near(x), x, -5,
                                activation_octets_gelu_derivative_tail);
}

/* ---- Without exponentials ----------------------------------------------------------------- */

/* x / (1 + |x|) */
ACTIVATION_OCTETS(activation_octets_softsign, (activation_octets x)) {
  const activation_octets one = activation_o(1);
  activation_octets u = activation_o_magnitude(x, 0x1p60f), high, d, rest, r, y;
  high = activation_o_max(u, one);
  rest = activation_o_min(u, one);
  d = activation_o_add(high, rest);
  rest = activation_o_sub(rest, activation_o_sub(d, high));
  r = activation_o_reciprocal(d);
  r = activation_o_fma(activation_o_fnma(d, r, one), r, r);
  y = activation_o_mul(u, r);
  rest = activation_o_fnma(y, rest, activation_o_fnma(y, d, u));
  return activation_o_signed(activation_o_fma(rest, r, y), x);
}

/* x min(max(x + 3, 0), 6) / 6 */
ACTIVATION_OCTETS(activation_octets_hardswish, (activation_octets x)) {
  const activation_octets sixth = activation_o(0x1.555556p-3f), three = activation_o(3);
  activation_octets t = activation_o_max(activation_o(-3), x), s, k, rest;
  t = activation_o_min(activation_o(0x1p70f), t);
  s = activation_o_add(t, three);
  k = activation_o_mul(s, sixth);
  rest = activation_o_fma(s, activation_o(-0x1.555556p-28f), activation_o_fms(s, sixth, k));
  s = activation_o_sub(t, activation_o_sub(s, three)); /* what t + 3 lost */
  rest = activation_o_fma(s, sixth, rest);
  k = activation_o_fma(t, k, activation_o_mul(t, rest));
  /* |x| where that is less: where x > 3 */
  return activation_o_min(k, activation_o_and_not(activation_o(-0.0f), x));
}

/* (2 x + 3) / 6 between -3 and 3 */
ACTIVATION_OCTETS(activation_octets_hardswish_derivative, (activation_octets x)) {
  const activation_octets sixth = activation_o(0x1.555556p-3f), three = activation_o(3);
  activation_octets c = activation_o_add(x, x), s = activation_o_add(c, three), part, low, y;
  part = activation_o_sub(s, c);
  low = activation_o_add(activation_o_sub(c, activation_o_sub(s, part)),
                         activation_o_sub(three, part));
  y = activation_o_fma(s, activation_o(-0x1.555556p-28f), activation_o_mul(low, sixth));
  y = activation_o_fma(s, sixth, y);
  /* above the last float below 3, and below the first above -3 */
  y = activation_o_blend(y, activation_o(1), activation_o_less(activation_o(0x1.7ffffep1f), x));
  return activation_o_blend(y, activation_o(0), activation_o_less(x, activation_o(-0x1.7ffffep1f)));
}

#endif
