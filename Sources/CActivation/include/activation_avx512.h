/*
 * activation_avx512.h: functions of sixteen floats at a time, for processors with AVX-512.
 *
 * activation_vector.h includes it, and makes the forms of a plugin from such functions. They
 * compute in float, with the small corrections that keep a result within one ULP.
 *
 * A function is here that a host's tables (ACTIVATION_TABLES) do not compute as fast: beside each
 * stands what a table takes of the kernel's time for inputs uniform in [-4, 4], normal with a
 * deviation of 2, as net inputs of trained networks have it, and uniform in [-40, 40]; 16,384
 * elements on a Zen 4.
 */
#ifndef ACTIVATION_AVX512_H
#define ACTIVATION_AVX512_H

#include <immintrin.h>

/* Sixteen floats. */
typedef __m512 activation_floats;
/* ACTIVATION_VECTOR(f, (activation_floats x)) { ... } defines a function of such, with such a
 * result, ACTIVATION_VECTOR_OF(T, f, (...)) one with a result of type T. */
#define ACTIVATION_V4                                                                         \
  __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,bmi,bmi2,f16c,fma," \
                        "lzcnt,movbe")))
#define ACTIVATION_VECTOR_OF(T, function, arguments) \
  ACTIVATION_V4 __attribute__((always_inline)) static inline T function arguments
#define ACTIVATION_VECTOR(function, arguments) \
  ACTIVATION_VECTOR_OF(activation_floats, function, arguments)

/* x between low and high; NaN for NaN. */
ACTIVATION_VECTOR(activation_floats_clamp, (activation_floats x, float low, float high)) {
  return _mm512_min_ps(_mm512_set1_ps(high), _mm512_max_ps(_mm512_set1_ps(low), x));
}

/* Of a table of 16, the elements that the low 4 bits of each `index` choose. */
ACTIVATION_VECTOR(activation_floats_of_16, (const float *table, activation_floats index)) {
  return _mm512_permutexvar_ps(_mm512_castps_si512(index), _mm512_loadu_ps(table));
}

/* 2^(j/16), and what is missing from the float, relatively. */
static const float activation_exp2_high[16] = {
    0x1.000000p+0f, 0x1.0b5586p+0f, 0x1.172b84p+0f, 0x1.2387a6p+0f, 0x1.306fe0p+0f,
    0x1.3dea64p+0f, 0x1.4bfdaep+0f, 0x1.5ab07ep+0f, 0x1.6a09e6p+0f, 0x1.7a1148p+0f,
    0x1.8ace54p+0f, 0x1.9c4918p+0f, 0x1.ae89fap+0f, 0x1.c199bep+0f, 0x1.d5818ep+0f,
    0x1.ea4afap+0f,
};
static const float activation_exp2_rest[16] = {
    0, 0x1.8d96d4p-25f, -0x1.9c0c22p-27f, 0x1.964904p-25f, 0x1.125002p-25f, 0x1.370be4p-25f,
    -0x1.0a355p-25f, -0x1.00d8acp-27f, 0x1.26055cp-26f, -0x1.05cb44p-25f, 0x1.67a1cap-28f,
    0x1.a3b5e4p-28f, -0x1.f9c304p-27f, -0x1.6961b4p-28f, -0x1.a5217cp-28f, 0x1.61428ep-28f,
};
/* e^t 2^k = power e^(high + low), power the nearest power of 2^(1/16); high is exact. */
typedef struct {
  activation_floats power, high, low;
} activation_floats_exponential;
ACTIVATION_VECTOR_OF(activation_floats_exponential, activation_floats_reduced,
                     (activation_floats t, float k)) {
  const activation_floats shift = _mm512_set1_ps(0x1.8p19f + k);
  activation_floats z = _mm512_fmadd_ps(t, _mm512_set1_ps(0x1.715476p0f), shift), n;
  activation_floats_exponential e;
  __m512i whole;
  n = _mm512_sub_ps(z, shift);
  e.high = _mm512_fnmadd_ps(n, _mm512_set1_ps(0x1.62e43p-1f), t);
  e.low = _mm512_fmadd_ps(n, _mm512_set1_ps(0x1.05c61p-29f),
                          activation_floats_of_16(activation_exp2_rest, z));
  /* the table's entry, with the whole part of z in its exponent */
  whole = _mm512_slli_epi32(_mm512_castps_si512(z), 19);
  whole = _mm512_and_si512(whole, _mm512_set1_epi32((int)0xff800000u));
  e.power = activation_floats_of_16(activation_exp2_high, z);
  e.power = _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(e.power), whole));
  return e;
}

/* e^r - 1 to about 2^-27, |r| < 0.022. */
ACTIVATION_VECTOR(activation_floats_small_expm1, (activation_floats r)) {
  activation_floats p;
  p = _mm512_fmadd_ps(r, _mm512_set1_ps(0x1.55565cp-3f), _mm512_set1_ps(0x1.000148p-1f));
  return _mm512_fmadd_ps(_mm512_mul_ps(r, r), p, r);
}

/* 1 / d to about 2^-23, for d that is neither 0, infinite nor subnormal. */
ACTIVATION_VECTOR(activation_floats_reciprocal, (activation_floats d)) {
  activation_floats r = _mm512_rcp14_ps(d);
  return _mm512_fmadd_ps(_mm512_fnmadd_ps(d, r, _mm512_set1_ps(1)), r, r);
}

/* value + rest, to more digits than a float has. */
typedef struct {
  activation_floats value, rest;
} activation_floats_pair;

/* a b, exactly. */
ACTIVATION_VECTOR_OF(activation_floats_pair, activation_floats_exact_product,
                     (activation_floats a, activation_floats b)) {
  activation_floats_pair p;
  p.value = _mm512_mul_ps(a, b);
  p.rest = _mm512_fmsub_ps(a, b, p.value);
  return p;
}
/* a + b exactly, where |a| >= |b|. */
ACTIVATION_VECTOR_OF(activation_floats_pair, activation_floats_exact_sum,
                     (activation_floats a, activation_floats b)) {
  activation_floats_pair s;
  s.value = _mm512_add_ps(a, b);
  s.rest = _mm512_sub_ps(b, _mm512_sub_ps(s.value, a));
  return s;
}
/* a + b exactly, where neither is negative. */
ACTIVATION_VECTOR_OF(activation_floats_pair, activation_floats_positive_sum,
                     (activation_floats a, activation_floats b)) {
  return activation_floats_exact_sum(_mm512_max_ps(a, b), _mm512_min_ps(a, b));
}

/*
 * Far below 0 many functions are an exponential times nearly a line. e^t = 2^-64 power (1 + rest),
 * the factor to keep clear of subnormals; t in [-120, 0].
 */
typedef struct {
  activation_floats power, rest;
} activation_floats_decay;
ACTIVATION_VECTOR_OF(activation_floats_decay, activation_floats_decay_of,
                     (activation_floats_pair t)) {
  activation_floats_exponential e = activation_floats_reduced(t.value, 64);
  activation_floats_decay d;
  d.power = e.power;
  d.rest = activation_floats_small_expm1(
      _mm512_add_ps(e.high, _mm512_add_ps(e.low, t.rest)));
  return d;
}
/* e^t itself, where a float's precision is enough. */
ACTIVATION_VECTOR(activation_floats_decay_value, (activation_floats_decay d)) {
  return _mm512_mul_ps(_mm512_fmadd_ps(d.power, d.rest, d.power), _mm512_set1_ps(0x1p-64f));
}
/* e^t v, rounded once more only where it is subnormal. */
ACTIVATION_VECTOR(activation_floats_decayed,
                  (activation_floats_decay d, activation_floats_pair v)) {
  activation_floats_pair y = activation_floats_exact_product(d.power, v.value);
  activation_floats low = _mm512_mul_ps(_mm512_fmadd_ps(d.power, d.rest, d.power), v.rest);
  low = _mm512_add_ps(low, _mm512_fmadd_ps(y.value, d.rest, y.rest));
  return _mm512_mul_ps(_mm512_add_ps(y.value, low), _mm512_set1_ps(0x1p-64f));
}

/* x, or from -120 down that, where e^x x is 0 to a float. */
ACTIVATION_VECTOR_OF(activation_floats_pair, activation_floats_far_below, (activation_floats x)) {
  activation_floats_pair t;
  t.value = _mm512_max_ps(_mm512_set1_ps(-120), x);
  t.rest = _mm512_setzero_ps();
  return t;
}

/* y, but tail(x) where x < low: a function out of the way, as few x lie there. */
#define ACTIVATION_TAIL(function)                                          \
  ACTIVATION_V4 __attribute__((noinline, unused)) static activation_floats \
  function(activation_floats x)
ACTIVATION_VECTOR(activation_floats_with_tail, (activation_floats y, activation_floats x, float low,
                                                activation_floats (*tail)(activation_floats))) {
  __mmask16 below = _mm512_cmp_ps_mask(x, _mm512_set1_ps(low), _CMP_LT_OQ);
  return __builtin_expect(below != 0, 0) ? _mm512_mask_mov_ps(y, below, tail(x)) : y;
}

/*
 * 1 / (1 + e^-x), computed times 2^64, to keep e^112 from overflowing. A table takes 0.9, 1.1, 2.9
 * of the time.
 */
ACTIVATION_VECTOR(activation_floats_sigmoid, (activation_floats x)) {
  const activation_floats unit = _mm512_set1_ps(0x1p-64f);
  activation_floats t = activation_floats_clamp(x, -112, 42), r, p, d, rest;
  activation_floats_exponential e;
  e = activation_floats_reduced(_mm512_xor_ps(t, _mm512_set1_ps(-0.0f)), -64);
  r = _mm512_add_ps(e.high, e.low);
  p = activation_floats_small_expm1(r);
  /* 1 / d, d = unit + power + power p */
  d = _mm512_fmadd_ps(e.power, p, _mm512_add_ps(e.power, unit));
  r = _mm512_rcp14_ps(d);
  rest = _mm512_fnmadd_ps(r, _mm512_max_ps(e.power, unit), _mm512_set1_ps(1));
  rest = _mm512_fnmadd_ps(r, _mm512_min_ps(e.power, unit), rest);
  rest = _mm512_fnmadd_ps(_mm512_mul_ps(r, e.power), p, rest);
  rest = _mm512_fmadd_ps(rest, rest, rest);
  return _mm512_mul_ps(_mm512_fmadd_ps(r, rest, r), unit);
}

/*
 * Tables of tables.py: a function of u in sixteen cells, in each a polynomial of d, u less a point.
 * Rows: the points; the coefficients of d^0, d^1, d^2 ... The points are such that the first three
 * are nearly floats; in a cell about 0 it is 0, in one with a root of the function the float
 * nearest to that. There the coefficient of d^0 is 0, and two more rows tell what is missing from
 * those of d^0 and d^1. S is the sigmoid function.
 */

/* The cell of u in [0, 15.5 / scale): the nearest multiple of 1 / scale, as in tables.py. */
ACTIVATION_VECTOR(activation_floats_cell, (activation_floats u, float scale)) {
  return _mm512_fmadd_ps(u, _mm512_set1_ps(scale), _mm512_set1_ps(0x1.8p23f));
}
/* The cell of u in [0, 15 above): a quarter of a binade of u + above. */
ACTIVATION_VECTOR(activation_floats_quarter, (activation_floats u, float above)) {
  activation_floats sum = _mm512_add_ps(u, _mm512_set1_ps(above));
  return _mm512_castsi512_ps(_mm512_srli_epi32(_mm512_castps_si512(sum), 21));
}
/* The polynomial of each cell, z, at u. */
ACTIVATION_VECTOR_OF(activation_floats_pair, activation_floats_of_cells,
                     (const float (*cells)[16], int degree, activation_floats z,
                      activation_floats u)) {
  activation_floats d = _mm512_sub_ps(u, activation_floats_of_16(cells[0], z)), q, c, slope;
  activation_floats_pair y;
  int k;
  q = activation_floats_of_16(cells[degree + 1], z);
  for (k = degree; k >= 3; k--) q = _mm512_fmadd_ps(q, d, activation_floats_of_16(cells[k], z));
  /* c0 + c1 d, what its rounding loses, and the rest in one more */
  c = activation_floats_of_16(cells[1], z);
  slope = activation_floats_of_16(cells[2], z);
  y.value = _mm512_fmadd_ps(slope, d, c);
  c = _mm512_fmadd_ps(slope, d, _mm512_sub_ps(c, y.value));
  y.rest = _mm512_fmadd_ps(q, _mm512_mul_ps(d, d), c);
  return y;
}
/* The same of a function with a root. */
ACTIVATION_VECTOR_OF(activation_floats_pair, activation_floats_of_cells_about_root,
                     (const float (*cells)[16], int degree, activation_floats z,
                      activation_floats u)) {
  activation_floats_pair y = activation_floats_of_cells(cells, degree, z, u);
  activation_floats d = _mm512_sub_ps(u, activation_floats_of_16(cells[0], z));
  activation_floats missing = _mm512_fmadd_ps(activation_floats_of_16(cells[degree + 3], z), d,
                                              activation_floats_of_16(cells[degree + 2], z));
  y.rest = _mm512_add_ps(y.rest, missing);
  return y;
}

/* t k */
ACTIVATION_VECTOR(activation_floats_product, (activation_floats t, activation_floats_pair k)) {
  return _mm512_fmadd_ps(t, k.value, _mm512_mul_ps(t, k.rest));
}

/* y with the sign of x. */
ACTIVATION_VECTOR(activation_floats_signed, (activation_floats y, activation_floats x)) {
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(_mm512_set1_epi32((int)0x80000000u),
                                                       _mm512_castps_si512(x),
                                                       _mm512_castps_si512(y), 0xca));
}

/* max(0, x) - u k, u = |x| */
ACTIVATION_VECTOR(activation_floats_gate,
                  (activation_floats x, activation_floats u, activation_floats_pair k)) {
  return _mm512_sub_ps(_mm512_max_ps(_mm512_setzero_ps(), x), activation_floats_product(u, k));
}

/* k where x <= 0, 1 - k elsewhere. */
ACTIVATION_VECTOR(activation_floats_slope, (activation_floats x, activation_floats_pair k)) {
  activation_floats y = _mm512_add_ps(k.value, k.rest);
  return _mm512_mask_sub_ps(y, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_GT_OQ),
                            _mm512_set1_ps(1), y);
}

/* |x|, at most `most`; NaN for NaN. */
ACTIVATION_VECTOR(activation_floats_magnitude, (activation_floats x, float most)) {
  return _mm512_min_ps(_mm512_set1_ps(most), _mm512_abs_ps(x));
}

/* tanh(u) / u, a cell a quarter of a binade of u + 1, each about a point where it is a float. */
static const float activation_tanh_cells[8][16] = {
    {0x1.439758p+0f, 0x1.ba9982p+0f, 0x1.212ceap+1f, 0x1.5d98e4p+1f, 0x1.ca783ep+1f,
     0x1.238352p+2f, 0x1.5fc0cp+2f, 0x1.a7166ap+2f, 0x1.f3788ep+2f, 0x1.22c908p+3f, 0, 0, 0,
     0x1.947a84p-2f, 0x1.40b90ep-1f, 0x1.c2a312p-1f},
    {0x1.592ceap-1f, 0x1.160e08p-1f, 0x1.bb7b06p-2f, 0x1.73c13p-2f, 0x1.1d72a6p-2f,
     0x1.c186f8p-3f, 0x1.749cd6p-3f, 0x1.35cc32p-3f, 0x1.066beep-3f, 0x1.c2c078p-4f, 0, 0,
     0x1p+0f, 0x1.e6ef6p-1f, 0x1.c61a3ep-1f, 0x1.9afb3p-1f},
    {-0x1.445706p-2f, -0x1.f7091cp-3f, -0x1.61e6f8p-3f, -0x1.039b16p-3f, -0x1.3b3d78p-4f,
     -0x1.89f81cp-5f, -0x1.0f14bep-5f, -0x1.76e254p-6f, -0x1.0d00c4p-6f, -0x1.8cd49p-7f, 0, 0,
     -0x1.45def6p-25f, -0x1.ddde2cp-3f, -0x1.3fb918p-2f, -0x1.5f29cp-2f},
    {0x1.0e491cp-4f, 0x1.3e8046p-4f, 0x1.db241p-5f, 0x1.4a271cp-5f, 0x1.51ec44p-6f,
     0x1.56cb6ap-7f, 0x1.89c61ap-8f, 0x1.c585f8p-9f, 0x1.13bc8ep-9f, 0x1.5d5b9ep-10f, 0, 0,
     -0x1.555496p-2f, -0x1.cf138ep-3f, -0x1.d5e114p-4f, -0x1.96c5d2p-7f},
    {0x1.0d9324p-5f, -0x1.e6b032p-8f, -0x1.c6ef68p-7f, -0x1.605306p-7f, -0x1.53d7c4p-8f,
     -0x1.248b54p-9f, -0x1.1c6dfp-10f, -0x1.120824p-11f, -0x1.1a942cp-12f, -0x1.338ed8p-13f, 0, 0,
     -0x1.26e278p-14f, 0x1.3c659p-3f, 0x1.3f4c8cp-3f, 0x1.bc3ebap-4f},
    {-0x1.2f7e22p-5f, -0x1.386876p-7f, 0x1.95654p-11f, 0x1.0662d2p-9f, 0x1.312ef4p-10f,
     0x1.dfb444p-12f, 0x1.9578b6p-13f, 0x1.49dcdap-14f, 0x1.222ee6p-15f, 0x1.0ebc32p-16f, 0, 0,
     0x1.12acaep-3f, 0x1.391ee4p-5f, -0x1.e14cbcp-6f, -0x1.c9bb36p-5f},
    {0x1.e1fa7ep-7f, 0x1.ee677ep-8f, 0x1.7b74dep-10f, -0x1.3b3254p-19f, -0x1.bab514p-13f,
     -0x1.72a7b4p-14f, -0x1.1c8b32p-15f, -0x1.8c07c2p-17f, -0x1.2c7232p-18f, -0x1.dc9312p-20f, 0,
     0, -0x1.147d02p-8f, -0x1.1dc126p-4f, -0x1.531dc4p-5f, -0x1.9e7a78p-9f},
    {0x1.46251ep-12f, -0x1.7d1f58p-9f, -0x1.0249p-10f, -0x1.8d179ap-13f, 0x1.2ee462p-16f,
     0x1.08919ep-16f, 0x1.7662fcp-18f, 0x1.059b72p-19f, 0x1.0402ccp-21f, 0x1.9ee378p-23f, 0, 0,
     -0x1.6ca01ep-5f, 0x1.76be34p-9f, 0x1.cccedep-6f, 0x1.392ebp-6f},
};
/* tanh x. A table: 1.1, 1.2, 3.8. */
ACTIVATION_VECTOR(activation_floats_tanh, (activation_floats x)) {
  const float(*cells)[16] = activation_tanh_cells;
  activation_floats u = activation_floats_magnitude(x, 9.1f);
  activation_floats z = activation_floats_quarter(u, 1), d, p;
  int k;
  d = _mm512_sub_ps(u, activation_floats_of_16(cells[0], z));
  p = activation_floats_of_16(cells[7], z);
  for (k = 6; k >= 2; k--) p = _mm512_fmadd_ps(p, d, activation_floats_of_16(cells[k], z));
  p = _mm512_fmadd_ps(u, activation_floats_of_16(cells[1], z),
                      _mm512_mul_ps(u, _mm512_mul_ps(d, p)));
  return activation_floats_signed(p, x);
}

/* F(-u), F the normal distribution function. */
static const float activation_gelu_cells[10][16] = {
    {0, 0x1.7dfc7p-2f, 0x1.705cd8p-1f, 0x1.10bc5cp+0f, 0x1.71d284p+0f, 0x1.cc95c8p+0f,
     0x1.135ccap+1f, 0x1.40e81ep+1f, 0x1.70228p+1f, 0x1.9e6e86p+1f, 0x1.cc2f1cp+1f,
     0x1.fb52eep+1f, 0x1.151c76p+2f, 0x1.2b01e4p+2f, 0x1.43136ep+2f, 0x1.59eccp+2f},
    {0x1p-1f, 0x1.6b1242p-2f, 0x1.e32ee4p-3f, 0x1.25966ep-3f, 0x1.3042e4p-4f, 0x1.26e272p-5f,
     0x1.01add4p-6f, 0x1.8ee41ep-8f, 0x1.07e6ep-9f, 0x1.3bd2e4p-11f, 0x1.53e774p-13f,
     0x1.35d3e2p-15f, 0x1.f4a42cp-18f, 0x1.905d5ap-20f, 0x1.df3aa8p-23f, 0x1.163bbep-25f},
    {-0x1.988454p-2f, -0x1.7d0f5p-2f, -0x1.3b5cd4p-2f, -0x1.cf3472p-3f, -0x1.1fc95ep-3f,
     -0x1.43de68p-4f, -0x1.431c5cp-5f, -0x1.1a22b6p-6f, -0x1.a20a28p-8f, -0x1.14bbfap-9f,
     -0x1.466a56p-11f, -0x1.449b1ap-13f, -0x1.1c2d0cp-15f, -0x1.e76d6p-18f, -0x1.3979e2p-20f,
     -0x1.8413eap-23f},
    {-0x1.3d2deap-36f, 0x1.1c4bc6p-4f, 0x1.c5c7dp-4f, 0x1.ed7c8ap-4f, 0x1.9fbde8p-4f,
     0x1.23589p-4f, 0x1.5b8c94p-5f, 0x1.61ab34p-6f, 0x1.2c9378p-7f, 0x1.bfff78p-9f,
     0x1.256192p-10f, 0x1.41a42ap-12f, 0x1.339c56p-14f, 0x1.1ca82cp-16f, 0x1.8b9c94p-19f,
     0x1.0632ep-21f},
    {0x1.105838p-4f, 0x1.b560e6p-5f, 0x1.95aa58p-6f, -0x1.4d8fd8p-8f, -0x1.a111a8p-6f,
     -0x1.e2fddcp-6f, -0x1.86be86p-6f, -0x1.f112acp-7f, -0x1.faa44cp-8f, -0x1.b5610ap-9f,
     -0x1.4462aep-10f, -0x1.8de34ap-12f, -0x1.a44a0ep-14f, -0x1.a6fec8p-16f, -0x1.3fc89p-18f,
     -0x1.c83afcp-21f},
    {-0x1.1c1164p-25f, -0x1.0f1be2p-6f, -0x1.777c38p-6f, -0x1.32c7ccp-6f, -0x1.fa23c8p-8f,
     0x1.703a82p-10f, 0x1.793292p-8f, 0x1.83529cp-8f, 0x1.081712p-8f, 0x1.175d42p-9f,
     0x1.e551b2p-11f, 0x1.54a59ep-12f, 0x1.93ae24p-14f, 0x1.be9daap-16f, 0x1.729a4p-18f,
     0x1.1e646cp-20f},
    {-0x1.46cbaap-7f, -0x1.bbf196p-8f, -0x1.b49a2cp-12f, 0x1.377e5cp-8f, 0x1.8c798cp-8f,
     0x1.00abe4p-8f, 0x1.20a2a8p-10f, -0x1.68b1cp-11f, -0x1.2fa52p-10f, -0x1.cd2e48p-11f,
     -0x1.f74abep-12f, -0x1.a4afc2p-13f, -0x1.1e892cp-14f, -0x1.61e102p-16f, -0x1.463ff8p-18f,
     -0x1.137568p-20f},
    {-0x1.63d822p-18f, 0x1.585258p-9f, 0x1.971428p-9f, 0x1.b1345ap-10f, -0x1.bf251p-12f,
     -0x1.650192p-10f, -0x1.30bda6p-10f, -0x1.0683e2p-11f, 0x1.2d410ep-16f, 0x1.8fb89ap-13f,
     0x1.58769p-13f, 0x1.76305ap-14f, 0x1.31df08p-15f, 0x1.afbebcp-17f, 0x1.c1f86ep-19f,
     0x1.a3bf8ap-21f},
    {0x1.3f137ep-10f, 0x1.5bbeaep-11f, -0x1.171e9ep-12f, -0x1.a94e9ap-11f, -0x1.4a703p-11f,
     -0x1.ecc98ap-14f, 0x1.d5a3fcp-13f, 0x1.10ce9cp-12f, 0x1.11f71cp-13f, 0x1.18b5f4p-16f,
     -0x1.c79a8ep-16f, -0x1.bfb206p-16f, -0x1.e3097ap-17f, -0x1.9711a2p-18f, -0x1.e38ac4p-20f,
     -0x1.f431aap-22f},
    {-0x1.7c5e54p-14f, -0x1.3cd5a2p-12f, -0x1.454bf2p-12f, -0x1.1ad6a2p-14f, 0x1.3bf05p-13f,
     0x1.6fe534p-13f, 0x1.26507ap-14f, -0x1.9b9e7ap-16f, -0x1.9cf826p-15f, -0x1.f7832ep-16f,
     -0x1.ecf61cp-18f, 0x1.912622p-19f, 0x1.15120ap-18f, 0x1.4676dap-19f, 0x1.0c4662p-20f,
     0x1.55d256p-22f},
};
/* e^(-u^2 / 2), u in [0, 15]. */
ACTIVATION_VECTOR_OF(activation_floats_decay, activation_floats_density, (activation_floats u)) {
  activation_floats_pair t = activation_floats_exact_product(u, u);
  t.value = _mm512_mul_ps(t.value, _mm512_set1_ps(-0.5f));
  t.rest = _mm512_mul_ps(t.rest, _mm512_set1_ps(-0.5f));
  return activation_floats_decay_of(t);
}
/* u R(u) - 1 from 1 / u, u in [4.2, 15], R(u) = F(-u) / F'(u) being Mills's ratio. */
ACTIVATION_VECTOR(activation_floats_mills, (activation_floats r)) {
  activation_floats v = _mm512_mul_ps(r, r), p;
  p = _mm512_fmadd_ps(v, _mm512_set1_ps(-0x1.c6c928p+13f), _mm512_set1_ps(0x1.1d4fe0p+12f));
  p = _mm512_fmadd_ps(v, p, _mm512_set1_ps(-0x1.77b14ap+9f));
  p = _mm512_fmadd_ps(v, p, _mm512_set1_ps(0x1.93f920p+6f));
  p = _mm512_fmadd_ps(v, p, _mm512_set1_ps(-0x1.de7ba6p+3f));
  p = _mm512_fmadd_ps(v, p, _mm512_set1_ps(0x1.7ff6cap+1f));
  p = _mm512_fmadd_ps(v, p, _mm512_set1_ps(-0x1.ffffecp-1f));
  return _mm512_mul_ps(v, p);
}
/* x F(x), for x <= -4.2 */
ACTIVATION_TAIL(activation_floats_gelu_tail) {
  const activation_floats c = _mm512_set1_ps(-0x1.988454p-2f);
  activation_floats u = activation_floats_magnitude(x, 15);
  activation_floats m = activation_floats_mills(activation_floats_reciprocal(u));
  activation_floats_pair v;
  v.value = c;
  v.rest = _mm512_fmadd_ps(c, m, _mm512_set1_ps(0x1.857936p-27f));
  return activation_floats_decayed(activation_floats_density(u), v);
}
/* x F(x). A table: 0.97, 1.4, 0.8. */
ACTIVATION_VECTOR(activation_floats_gelu, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 5.5f);
  activation_floats_pair k = activation_floats_of_cells(
      activation_gelu_cells, 8, activation_floats_cell(u, (float)(15.5 / 5.5)), u);
  return activation_floats_with_tail(activation_floats_gate(x, u, k), x, -4.2f,
                                     activation_floats_gelu_tail);
}

/* The derivative of x F(x) at -u. */
static const float activation_gelu_slope_cells[13][16] = {
    {0, 0x1.ce8a54p-2f, 0x1.80ead2p-1f, 0x1.215092p+0f, 0x1.8bdfa8p+0f, 0x1.ea3d9ap+0f,
     0x1.2f9ff8p+1f, 0x1.605a1ap+1f, 0x1.937d86p+1f, 0x1.c3ad3cp+1f, 0x1.f3e64p+1f,
     0x1.13f75ap+2f, 0x1.2ff53cp+2f, 0x1.4816c4p+2f, 0x1.604daep+2f, 0x1.7b17b2p+2f},
    {0x1p-1f, 0x1.4ddc2ap-3f, 0, -0x1.bde112p-4f, -0x1.0142fap-3f, -0x1.82833cp-4f,
     -0x1.88b4e4p-5f, -0x1.66a036p-6f, -0x1.0407aap-7f, -0x1.51822cp-9f, -0x1.75876p-11f,
     -0x1.39fe32p-13f, -0x1.80e364p-16f, -0x1.03cd4p-18f, -0x1.2c298ap-21f, -0x1.dac21cp-25f},
    {-0x1.988454p-1f, -0x1.4b436cp-1f, -0x1.b9d99p-2f, -0x1.37d374p-3f, 0x1.82d96ap-5f,
     0x1.b372d4p-4f, 0x1.6398dp-4f, 0x1.9c5efcp-5f, 0x1.68c486p-6f, 0x1.0e2f3ep-7f,
     0x1.51cb3cp-9f, 0x1.3e6528p-11f, 0x1.b2fedcp-14f, 0x1.3f5b28p-16f, 0x1.8e923cp-19f,
     0x1.54f11ap-22f},
    {-0x1.6c32f6p-39f, 0x1.3c4316p-2f, 0x1.8d9a94p-2f, 0x1.4be1bcp-2f, 0x1.336ce2p-3f,
     0x1.4cdf5ap-6f, -0x1.7a573cp-5f, -0x1.6c0edcp-5f, -0x1.a954e4p-6f, -0x1.817c1cp-7f,
     -0x1.1809a8p-8f, -0x1.2ddb9ap-10f, -0x1.d23c1cp-13f, -0x1.779268p-15f, -0x1.fdbf3ep-18f,
     -0x1.da5b8ep-21f},
    {0x1.105838p-2f, 0x1.415bcap-3f, 0x1.2a2ef4p-6f, -0x1.dbe194p-4f, -0x1.21354ap-3f,
     -0x1.65e7c2p-4f, -0x1.e7408p-7f, 0x1.9ce512p-7f, 0x1.f6c4bap-7f, 0x1.35b6d2p-7f,
     0x1.13dcccp-8f, 0x1.5f1216p-10f, 0x1.38e9e2p-12f, 0x1.17df54p-14f, 0x1.a0ad0cp-17f,
     0x1.a8d1acp-20f},
    {-0x1.966356p-28f, -0x1.b6b7d2p-4f, -0x1.d2fa4cp-4f, -0x1.c597bcp-5f, 0x1.4973f2p-6f,
     0x1.72937cp-5f, 0x1.da3a6cp-6f, 0x1.0d19f4p-7f, -0x1.631e72p-9f, -0x1.124144p-8f,
     -0x1.57b2c2p-9f, -0x1.12628cp-10f, -0x1.23bbe2p-12f, -0x1.26af04p-14f, -0x1.e6d9aep-17f,
     -0x1.126096p-19f},
    {-0x1.ea3828p-5f, -0x1.95e1d2p-6f, 0x1.e408dcp-7f, 0x1.4c7dd2p-5f, 0x1.aeacb6p-6f,
     0x1.b9a124p-10f, -0x1.84a29cp-7f, -0x1.1bcc5p-7f, -0x1.4d0b68p-9f, 0x1.cd45dap-12f,
     0x1.f1e5cap-11f, 0x1.241806p-11f, 0x1.89f648p-13f, 0x1.cd8f2ap-15f, 0x1.ae1bb2p-17f,
     0x1.0f33cep-19f},
    {-0x1.526f2cp-20f, 0x1.68d722p-6f, 0x1.3e335cp-6f, 0x1.2c2942p-9f, -0x1.6c198p-7f,
     -0x1.32aa0ep-7f, -0x1.67766ep-11f, 0x1.5af174p-9f, 0x1.0c14ep-9f, 0x1.557c26p-11f,
     -0x1.1c994ep-14f, -0x1.824f6ap-13f, -0x1.80d1aep-14f, -0x1.124a9cp-15f, -0x1.27c828p-17f,
     -0x1.a85a3cp-20f},
    {0x1.378846p-7f, 0x1.41bc7ap-9f, -0x1.299e0cp-8f, -0x1.c2bb0ap-8f, -0x1.b23a12p-10f,
     0x1.3d2526p-9f, 0x1.20b1f6p-9f, 0x1.6e9b6cp-12f, -0x1.1d6a96p-11f, -0x1.c0e786p-12f,
     -0x1.13f328p-13f, 0x1.213072p-16f, 0x1.f983aap-16f, 0x1.ea17fap-17f, 0x1.3fb448p-18f,
     0x1.0d148ep-20f},
    {-0x1.18d6acp-15f, -0x1.a3122cp-9f, -0x1.23fd2ap-9f, 0x1.655a0ap-11f, 0x1.e7ec14p-10f,
     0x1.7371bep-11f, -0x1.3110f8p-11f, -0x1.0730fp-11f, -0x1.2b4e1p-14f, 0x1.a9d6e2p-14f,
     0x1.44abdep-14f, 0x1.352e06p-16f, -0x1.4dcd7ep-18f, -0x1.391dbap-18f, -0x1.0a62f4p-19f,
     -0x1.000c14p-21f},
    {-0x1.1e9de2p-10f, -0x1.5addcp-12f, 0x1.96543p-11f, 0x1.6d6718p-11f, -0x1.118156p-13f,
     -0x1.d1e8e2p-12f, -0x1.49a28p-13f, 0x1.aff308p-14f, 0x1.b5789ap-14f, 0x1.499906p-16f,
     -0x1.209132p-16f, -0x1.aaa704p-17f, -0x1.94c4e6p-19f, 0x1.2b8bdp-21f, 0x1.77e9a4p-21f,
     0x1.384bb6p-22f},
    {0, 0x1.53c514p-35f, -0x1.6737d8p-28f, -0x1.92c976p-37f, 0x1.4fb8fcp-36f, -0x1.e0d8b2p-37f,
     -0x1.6af17p-38f, 0x1.dece92p-38f, 0x1.b4e808p-39f, 0x1.106b3cp-41f, -0x1.79be22p-42f,
     -0x1.f1809cp-46f, 0x1.731938p-46f, -0x1.b198e6p-48f, -0x1.825a32p-55f, -0x1.17437ep-55f},
    {0x1.857944p-26f, 0x1.48d83cp-33f, 0x1.f7faf4p-27f, 0x1.1b564ep-32f, 0x1.3d1038p-33f,
     0x1.f8b4aap-36f, -0x1.06336ep-34f, 0x1.40f7bp-35f, -0x1.e7d242p-39f, -0x1.7558dp-38f,
     -0x1.f8f97ap-39f, 0x1.430252p-41f, 0x1.32b322p-45f, -0x1.9ff5p-46f, 0x1.cc2856p-48f,
     -0x1.38b62p-51f},
};
/* d/dx x F(x), for x <= -4.2: F'(u) (R(u) - u) */
ACTIVATION_TAIL(activation_floats_gelu_derivative_tail) {
  const activation_floats c = _mm512_set1_ps(0x1.988454p-2f);
  activation_floats u = activation_floats_magnitude(x, 15), r = activation_floats_reciprocal(u);
  activation_floats ratio = _mm512_fmadd_ps(r, activation_floats_mills(r), r);
  activation_floats_pair v = activation_floats_exact_product(u, _mm512_set1_ps(-0x1.988454p-2f));
  v.rest = _mm512_fmadd_ps(u, _mm512_set1_ps(0x1.857936p-27f), v.rest);
  v.rest = _mm512_fmadd_ps(c, ratio, v.rest);
  return activation_floats_decayed(activation_floats_density(u), v);
}
/* d/dx x F(x). A table: 1.1, 1.3, 0.7. */
ACTIVATION_VECTOR(activation_floats_gelu_derivative, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 6);
  activation_floats_pair k = activation_floats_of_cells_about_root(
      activation_gelu_slope_cells, 9, activation_floats_cell(u, (float)(15.5 / 6)), u);
  return activation_floats_with_tail(activation_floats_slope(x, k), x, -4.2f,
                                     activation_floats_gelu_derivative_tail);
}

/* S(-u) */
static const float activation_silu_cells[9][16] = {
    {0, 0x1.38e6a2p+0f, 0x1.269814p+1f, 0x1.b1d5ap+1f, 0x1.1f9f82p+2f, 0x1.64f3a8p+2f,
     0x1.aa1796p+2f, 0x1.f1350ep+2f, 0x1.1c07ecp+3f, 0x1.3ffdecp+3f, 0x1.61b234p+3f,
     0x1.86a1bp+3f, 0x1.a7a2bap+3f, 0x1.cba7e2p+3f, 0x1.ecb686p+3f, 0x1.0a99bep+4f},
    {0x1p-1f, 0x1.d1ff1cp-3f, 0x1.74b9c6p-4f, 0x1.0b4f34p-5f, 0x1.6a1f8ap-7f, 0x1.ede93p-9f,
     0x1.5030a2p-10f, 0x1.bb09fcp-12f, 0x1.24f1dcp-13f, 0x1.7cebeap-15f, 0x1.09bd16p-16f,
     0x1.4f26fp-18f, 0x1.ddf316p-20f, 0x1.3623dep-21f, 0x1.b98bb8p-23f, 0x1.f25c18p-25f},
    {-0x1p-2f, -0x1.67f704p-3f, -0x1.52cefep-4f, -0x1.029642p-5f, -0x1.661f1p-7f, -0x1.ec0cbap-9f,
     -0x1.4fc242p-10f, -0x1.bada1p-12f, -0x1.24e762p-13f, -0x1.7ce77cp-15f, -0x1.09bc02p-16f,
     -0x1.4f2682p-18f, -0x1.ddf2dep-20f, -0x1.3623d2p-21f, -0x1.b98bb2p-23f, -0x1.f25c16p-25f},
    {0x1.73508p-24f, 0x1.884ee2p-5f, 0x1.1525bp-5f, 0x1.e36c2p-7f, 0x1.5e34bcp-8f,
     0x1.e85766p-10f, 0x1.4ee5cep-11f, 0x1.ba7a48p-13f, 0x1.24d272p-14f, 0x1.7cdea2p-16f,
     0x1.09b9dep-17f, 0x1.4f25a6p-19f, 0x1.ddf276p-21f, 0x1.3623bep-22f, 0x1.b98baep-24f,
     0x1.f25c08p-26f},
    {0x1.554feap-6f, 0x1.a33232p-10f, -0x1.c7197ap-8f, -0x1.177ac8p-8f, -0x1.be2e68p-10f,
     -0x1.40a4fcp-11f, -0x1.bc3d24p-13f, -0x1.267ccp-14f, -0x1.86366ep-16f, -0x1.fbbc7cp-18f,
     -0x1.6247acp-19f, -0x1.bedb2p-21f, -0x1.3ea144p-22f, -0x1.9d8528p-24f, -0x1.265d16p-25f,
     -0x1.4c3d9p-27f},
    {0x1.31b536p-17f, -0x1.221f56p-8f, 0x1.59e1c2p-16f, 0x1.907808p-11f, 0x1.95b838p-12f,
     0x1.36e4b8p-13f, 0x1.b7a6dep-15f, 0x1.257aap-16f, 0x1.85c30ap-18f, 0x1.fb8b28p-20f,
     0x1.6237cp-21f, 0x1.bed642p-23f, 0x1.3e9bc8p-24f, 0x1.9d80e8p-26f, 0x1.265842p-27f,
     0x1.4c43c6p-29f},
    {-0x1.157e48p-9f, 0x1.b1d244p-11f, 0x1.df90fep-12f, -0x1.80abe4p-15f, -0x1.06a5ap-14f,
     -0x1.d29ffcp-16f, -0x1.5852e2p-17f, -0x1.d21ce2p-19f, -0x1.36e37cp-20f, -0x1.955b7p-22f,
     -0x1.1b22c2p-23f, -0x1.651268p-25f, -0x1.fd7f98p-27f, -0x1.4a8a7p-28f, -0x1.d6e1c4p-30f,
     -0x1.098c82p-31f},
    {0x1.13699cp-14f, 0x1.be4cc8p-13f, -0x1.23956cp-13f, -0x1.7d1e36p-16f, 0x1.79d592p-18f,
     0x1.0f2294p-18f, 0x1.bae94cp-20f, 0x1.34fb36p-21f, 0x1.9fe88cp-23f, 0x1.0f54dp-24f,
     0x1.7cc7eep-26f, 0x1.dddb42p-28f, 0x1.56e836p-29f, 0x1.bc2058p-31f, 0x1.3d3b7ep-32f,
     0x1.5f089cp-34f},
    {0x1.440a68p-13f, -0x1.d826eep-14f, 0x1.b0d8fp-18f, 0x1.5dc4c8p-17f, 0x1.7300f2p-21f,
     -0x1.b74c32p-22f, -0x1.e16fa4p-23f, -0x1.6e5488p-24f, -0x1.fdc09cp-26f, -0x1.590bcap-27f,
     -0x1.cef55cp-29f, -0x1.35aa1ep-30f, -0x1.9dd992p-32f, -0x1.1473fcp-33f, -0x1.714d74p-35f,
     -0x1.ed517ep-37f},
};
/* x S(x) = x e^x / (1 + e^x), for x <= -15.8 */
ACTIVATION_TAIL(activation_floats_silu_tail) {
  activation_floats_pair v = activation_floats_far_below(x);
  activation_floats_decay d = activation_floats_decay_of(v);
  v.rest = _mm512_fnmadd_ps(v.value, activation_floats_decay_value(d), v.rest);
  return activation_floats_decayed(d, v);
}
/* x S(x). A table: 0.9, 1.1, 1.4. */
ACTIVATION_VECTOR(activation_floats_silu, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 17);
  activation_floats_pair k = activation_floats_of_cells(
      activation_silu_cells, 7, activation_floats_cell(u, (float)(15.5 / 17)), u);
  return activation_floats_with_tail(activation_floats_gate(x, u, k), x, -15.8f,
                                     activation_floats_silu_tail);
}

/* S(-t(u)), t(u) = 2 sqrt(2 / pi) (u + 0.044715 u^3). */
static const float activation_gelu_tanh_cells[10][16] = {
    {0, 0x1.8d5056p-2f, 0x1.6c6c46p-1f, 0x1.1118cep+0f, 0x1.6d219cp+0f, 0x1.c7cd5cp+0f,
     0x1.0f47aap+1f, 0x1.3d42dep+1f, 0x1.6bf00cp+1f, 0x1.986e4ep+1f, 0x1.c659p+1f, 0x1.f53a4ep+1f,
     0x1.11baaep+2f, 0x1.292416p+2f, 0x1.3f2134p+2f, 0x1.554ecp+2f},
    {0x1p-1f, 0x1.6566b8p-2f, 0x1.e837c4p-3f, 0x1.254598p-3f, 0x1.3b9c3ap-4f, 0x1.338f3cp-5f,
     0x1.15756ep-6f, 0x1.a4c67ap-8f, 0x1.0f8b0cp-9f, 0x1.3d1156p-11f, 0x1.2afbd8p-13f,
     0x1.bedb98p-16f, 0x1.123a06p-18f, 0x1.018b4ep-21f, 0x1.b0a71p-25f, 0x1.141e28p-28f},
    {-0x1.988454p-2f, -0x1.7ac4bap-2f, -0x1.3cd774p-2f, -0x1.ce3104p-3f, -0x1.27d78ap-3f,
     -0x1.509f28p-4f, -0x1.5cc37cp-5f, -0x1.303d48p-6f, -0x1.c2ae56p-8f, -0x1.2b133p-9f,
     -0x1.40d4aap-11f, -0x1.1079a2p-13f, -0x1.79db72p-16f, -0x1.8fd81cp-19f, -0x1.762732p-22f,
     -0x1.093442p-25f},
    {-0x1.269eecp-36f, 0x1.2716e4p-4f, 0x1.c3bd88p-4f, 0x1.ebe71ep-4f, 0x1.a3622cp-4f,
     0x1.29a5c6p-4f, 0x1.70f7d8p-5f, 0x1.7da8aep-6f, 0x1.4bfd48p-7f, 0x1.fdc122p-9f,
     0x1.3bd4dcp-10f, 0x1.34de5ep-12f, 0x1.e9439ap-15f, 0x1.2662f2p-17f, 0x1.3521b4p-20f,
     0x1.e9be3ep-24f},
    {0x1.11b14ep-4f, 0x1.ad60e2p-5f, 0x1.9b264p-6f, -0x1.6bff46p-8f, -0x1.94f1dap-6f,
     -0x1.dcc03cp-6f, -0x1.8e0ed4p-6f, -0x1.054e86p-6f, -0x1.16a22cp-7f, -0x1.fd7c1p-9f,
     -0x1.751a96p-10f, -0x1.ac0c5ep-12f, -0x1.88ff68p-14f, -0x1.102736p-16f, -0x1.43a52cp-19f,
     -0x1.20aaa6p-22f},
    {-0x1.0f947ap-25f, -0x1.1cb574p-6f, -0x1.7aa628p-6f, -0x1.2e5ccp-6f, -0x1.02ec24p-7f,
     0x1.1564c8p-10f, 0x1.5b183p-8f, 0x1.7c165cp-8f, 0x1.15a1ap-8f, 0x1.406bf2p-9f,
     0x1.208ec4p-10f, 0x1.8fc058p-12f, 0x1.b29086p-14f, 0x1.600d04p-16f, 0x1.dfc4dcp-19f,
     0x1.e6618cp-22f},
    {-0x1.4e4468p-7f, -0x1.b056dep-8f, -0x1.768b72p-12f, 0x1.47544cp-8f, 0x1.894a06p-8f,
     0x1.f58382p-9f, 0x1.497c86p-10f, -0x1.fbc67cp-12f, -0x1.16988ap-10f, -0x1.e70d2ap-11f,
     -0x1.267206p-11f, -0x1.0385b6p-12f, -0x1.598acep-14f, -0x1.4f6166p-16f, -0x1.0a35ecp-18f,
     -0x1.36aabap-21f},
    {-0x1.5de7e8p-18f, 0x1.726d6p-9f, 0x1.a70822p-9f, 0x1.96abfap-10f, -0x1.032a42p-11f,
     -0x1.5ab76ep-10f, -0x1.1f68e2p-10f, -0x1.0d94fap-11f, -0x1.cfdbe2p-15f, 0x1.34d65cp-13f,
     0x1.66f06p-13f, 0x1.c97362p-14f, 0x1.8d860cp-15f, 0x1.e0b192p-17f, 0x1.c7128cp-19f,
     0x1.367ad2p-21f},
    {0x1.4da6e6p-10f, 0x1.588d8ap-11f, -0x1.3d9356p-12f, -0x1.d2243ep-11f, -0x1.4234fep-11f,
     -0x1.26df9ap-14f, 0x1.ae3f0ep-13f, 0x1.d3a642p-13f, 0x1.108374p-13f, 0x1.563ceep-15f,
     -0x1.e1eceap-17f, -0x1.db83c2p-16f, -0x1.3e30f2p-16f, -0x1.f9708ap-18f, -0x1.2289f6p-19f,
     -0x1.d0c5bcp-22f},
    {-0x1.7ff718p-14f, -0x1.4e683ep-12f, -0x1.6d322ep-12f, -0x1.e68332p-15f, 0x1.8075b8p-13f,
     0x1.60f49cp-13f, 0x1.af938cp-15f, -0x1.436a84p-16f, -0x1.2a2888p-15f, -0x1.d803bp-16f,
     -0x1.c2c3fep-17f, -0x1.be99ap-21f, 0x1.189b5cp-18f, 0x1.cd8b22p-19f, 0x1.905eap-20f,
     0x1.ba6d8p-22f},
};
/* x (a + b x^2) for x^2 given, a = 2 sqrt(2 / pi) and b with the rest of its digits. */
ACTIVATION_VECTOR_OF(activation_floats_pair, activation_floats_cubic,
                     (activation_floats x, activation_floats_pair square, float b, float b_rest)) {
  const activation_floats a = _mm512_set1_ps(0x1.988454p+0f);
  activation_floats_pair k = activation_floats_exact_product(square.value, _mm512_set1_ps(b)), s, t;
  k.rest = _mm512_fmadd_ps(square.rest, _mm512_set1_ps(b), k.rest);
  k.rest = _mm512_fmadd_ps(square.value, _mm512_set1_ps(b_rest), k.rest);
  s = activation_floats_positive_sum(k.value, a);
  s.rest = _mm512_add_ps(s.rest, _mm512_add_ps(k.rest, _mm512_set1_ps(-0x1.857936p-25f)));
  t = activation_floats_exact_product(x, s.value);
  t.rest = _mm512_fmadd_ps(x, s.rest, t.rest);
  return t;
}
/* t(x) for x^2 given. */
ACTIVATION_VECTOR_OF(activation_floats_pair, activation_floats_gelu_argument,
                     (activation_floats x, activation_floats_pair square)) {
  return activation_floats_cubic(x, square, 0x1.2444f2p-4f, 0x1.49b16ap-29f);
}
/* x S(t(x)) = x e / (1 + e), e = e^t(x), for x <= -4 */
ACTIVATION_TAIL(activation_floats_gelu_tanh_tail) {
  activation_floats_pair v;
  activation_floats_decay d;
  v.value = _mm512_max_ps(_mm512_set1_ps(-11.2f), x);
  d = activation_floats_decay_of(
      activation_floats_gelu_argument(v.value, activation_floats_exact_product(v.value, v.value)));
  v.rest = _mm512_setzero_ps();
  v.rest = _mm512_fnmadd_ps(v.value, activation_floats_decay_value(d), v.rest);
  return activation_floats_decayed(d, v);
}
/* x S(t(x)). A table: 0.97, 1.3, 0.7. */
ACTIVATION_VECTOR(activation_floats_gelu_tanh, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 5.1f);
  activation_floats_pair k = activation_floats_of_cells(
      activation_gelu_tanh_cells, 8, activation_floats_cell(u, (float)(15.5 / 5.42)), u);
  return activation_floats_with_tail(activation_floats_gate(x, u, k), x, -4,
                                     activation_floats_gelu_tanh_tail);
}

/* The derivative of x S(t(x)) at -u. */
static const float activation_gelu_tanh_slope_cells[13][16] = {
    {0, 0x1.add5b4p-2f, 0x1.8142ap-1f, 0x1.08017p+0f, 0x1.6c1bbcp+0f, 0x1.c22bb4p+0f,
     0x1.1837e6p+1f, 0x1.433e0cp+1f, 0x1.6f3042p+1f, 0x1.9e1adp+1f, 0x1.ce2e54p+1f,
     0x1.fbea5cp+1f, 0x1.15b5eep+2f, 0x1.2c7f06p+2f, 0x1.44981ap+2f, 0x1.5c5cc8p+2f},
    {0x1p-1f, 0x1.78fafep-3f, 0, -0x1.716716p-4f, -0x1.082bfap-3f, -0x1.c5f1dp-4f,
     -0x1.0e6b4cp-4f, -0x1.2755fap-5f, -0x1.0c997ep-6f, -0x1.7de0acp-8f, -0x1.a934e2p-10f,
     -0x1.93fa6cp-12f, -0x1.1bcc5ep-14f, -0x1.4c1ab6p-17f, -0x1.043dc4p-20f, -0x1.33ef98p-24f},
    {-0x1.988454p-1f, -0x1.54dafap-1f, -0x1.b8baccp-2f, -0x1.c23504p-3f, 0x1.95b75p-10f,
     0x1.76bc3ep-4f, 0x1.a33b8p-4f, 0x1.2e17fcp-4f, 0x1.55fdbp-5f, 0x1.284462p-6f, 0x1.8acc48p-8f,
     0x1.b6594cp-10f, 0x1.65b5c2p-12f, 0x1.dea65ap-15f, 0x1.ac6a1ap-18f, 0x1.1ebedp-21f},
    {-0x1.fe691p-41f, 0x1.2cfcbcp-2f, 0x1.8cd1a2p-2f, 0x1.69369ep-2f, 0x1.a0055ap-3f,
     0x1.1e32f4p-4f, -0x1.ddd9bep-6f, -0x1.93dfdap-5f, -0x1.502768p-5f, -0x1.80e99p-6f,
     -0x1.41afdap-7f, -0x1.adb6fap-9f, -0x1.a013a2p-11f, -0x1.431d5ap-13f, -0x1.4e4f6ap-16f,
     -0x1.fee5c4p-20f},
    {0x1.11b14cp-2f, 0x1.5b8e92p-3f, 0x1.02961p-6f, -0x1.7552dp-4f, -0x1.26e4f8p-3f,
     -0x1.cbe1ep-4f, -0x1.540764p-5f, -0x1.23d328p-9f, 0x1.e2eac2p-7f, 0x1.f02da4p-7f,
     0x1.223bp-7f, 0x1.ebf8bcp-9f, 0x1.244e02p-10f, 0x1.0d3a52p-12f, 0x1.473aaep-15f,
     0x1.20c55p-18f},
    {-0x1.5276d2p-29f, -0x1.ac6a8ap-4f, -0x1.d2b774p-4f, -0x1.297892p-4f, 0x1.5b867cp-9f,
     0x1.39d186p-5f, 0x1.313836p-5f, 0x1.509f04p-6f, 0x1.527da4p-8f, -0x1.9d3c8ap-9f,
     -0x1.1c2996p-8f, -0x1.5c9e56p-9f, -0x1.0ec036p-10f, -0x1.3218b2p-12f, -0x1.bf3d5p-15f,
     -0x1.cee036p-18f},
    {-0x1.f56d3p-5f, -0x1.d7f462p-6f, 0x1.104a48p-6f, 0x1.3de34ap-5f, 0x1.062ab6p-5f,
     0x1.4db70cp-7f, -0x1.08cb1ep-7f, -0x1.55385ep-7f, -0x1.c992d6p-8f, -0x1.2787d4p-9f,
     0x1.201d0ap-11f, 0x1.16d0bcp-10f, 0x1.4cbb5ep-11f, 0x1.ec474ap-13f, 0x1.c047d2p-15f,
     0x1.160122p-17f},
    {-0x1.4e6e7cp-21f, 0x1.6f4bd8p-6f, 0x1.427a2ap-6f, 0x1.8cefb6p-8f, -0x1.38611ep-7f,
     -0x1.53c0fcp-7f, -0x1.c3b03p-9f, 0x1.6a3be2p-11f, 0x1.24d576p-9f, 0x1.de09f6p-10f,
     0x1.59decep-11f, -0x1.3a5fap-14f, -0x1.e4cd98p-13f, -0x1.14304ep-13f, -0x1.4ef68p-15f,
     -0x1.01553p-17f},
    {0x1.4600fep-7f, 0x1.b81d6cp-9f, -0x1.5880d6p-8f, -0x1.f5f66cp-8f, -0x1.6ee1b6p-9f,
     0x1.9a16acp-10f, 0x1.2bdc7cp-9f, 0x1.3586ecp-10f, 0x1.64def4p-13f, -0x1.9d0086p-12f,
     -0x1.afc4p-12f, -0x1.5ae4ep-13f, 0x1.153b3cp-16f, 0x1.835e3ap-15f, 0x1.6ee1bcp-16f,
     0x1.7316cp-18f},
    {-0x1.4877ep-16f, -0x1.c07da6p-9f, -0x1.3d41dcp-9f, 0x1.492adp-12f, 0x1.0ec1dap-9f,
     0x1.fb104p-11f, -0x1.497d4cp-12f, -0x1.c3805ep-12f, -0x1.2f61eep-12f, -0x1.88a2fcp-14f,
     0x1.0dd594p-14f, 0x1.6f8c7ap-14f, 0x1.08d4d2p-15f, -0x1.3ce5fap-18f, -0x1.17441cp-17f,
     -0x1.8c74fep-19f},
    {-0x1.2a9b6p-10f, -0x1.1fce36p-11f, 0x1.ab8ffep-11f, 0x1.003f9cp-10f, -0x1.703c08p-14f,
     -0x1.ee9404p-12f, -0x1.84d4f6p-13f, 0x1.0ff526p-16f, 0x1.d32944p-15f, 0x1.f33054p-15f,
     0x1.1bfb8ep-15f, -0x1.a3eec8p-18f, -0x1.2ea00cp-16f, -0x1.ea2116p-18f, 0x1.5f1a12p-21f,
     0x1.8b12a4p-20f},
    {0, -0x1.0f4d8cp-38f, -0x1.4f6404p-28f, -0x1.da5008p-35f, 0x1.4f9d88p-37f, 0x1.abbcfap-37f,
     0x1.25d0a6p-41f, 0x1.6731a4p-38f, -0x1.192ff6p-38f, -0x1.5d61cap-38f, 0x1.7efacep-42f,
     0x1.793a6p-45f, 0x1.2964dap-48f, -0x1.b4344ap-48f, 0x1.83314cp-49f, -0x1.4b5ffap-52f},
    {0x1.85793ap-26f, -0x1.a5428ep-34f, -0x1.2b357ap-27f, -0x1.93f652p-35f, -0x1.aeb072p-39f,
     0x1.28d48ap-36f, -0x1.5e2076p-35f, 0x1.d37182p-36f, 0x1.2613f6p-36f, 0x1.bbbfaap-39f,
     0x1.123dacp-37f, 0x1.97879p-40f, -0x1.d9e4e6p-42f, 0x1.280656p-45f, 0x1.c4d8c6p-49f,
     0x1.4bd72ep-50f},
};
/* d/dx x S(t(x)) = e (1 + x t'(x) + e) / (1 + e)^2, e = e^t(x), for x <= -4 */
ACTIVATION_TAIL(activation_floats_gelu_tanh_derivative_tail) {
  activation_floats most = _mm512_max_ps(_mm512_set1_ps(-11.2f), x), e;
  activation_floats_pair square = activation_floats_exact_product(most, most), k, v;
  activation_floats_decay d =
      activation_floats_decay_of(activation_floats_gelu_argument(most, square));
  e = activation_floats_decay_value(d);
  k = activation_floats_cubic(most, square, 0x1.b6676cp-3f, -0x1.175e2p-32f);
  v = activation_floats_exact_sum(k.value, _mm512_set1_ps(1));
  v.rest = _mm512_add_ps(v.rest, k.rest);
  e = _mm512_mul_ps(e, _mm512_fmadd_ps(_mm512_set1_ps(-2), v.value, _mm512_set1_ps(1)));
  v.rest = _mm512_add_ps(v.rest, e);
  return activation_floats_decayed(d, v);
}
/* d/dx x S(t(x)). A table: 1.1, 1.3, 0.6. */
ACTIVATION_VECTOR(activation_floats_gelu_tanh_derivative, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 5.5f);
  activation_floats_pair k = activation_floats_of_cells_about_root(
      activation_gelu_tanh_slope_cells, 9, activation_floats_cell(u, (float)(15.5 / 5.51)), u);
  return activation_floats_with_tail(activation_floats_slope(x, k), x, -4,
                                     activation_floats_gelu_tanh_derivative_tail);
}

/* tanh(log(1 + e^x)), cells from -6 to 9: the last six of the row are those below 0. */
static const float activation_mish_cells[10][16] = {
    {0x1.9c784ep-4f, 0x1.fb4f2p-1f, 0x1.ffde92p+0f, 0x1.7e37e2p+1f, 0x1.f95ca6p+1f,
     0x1.3ce532p+2f, 0x1.7c54cap+2f, 0x1.c233c8p+2f, 0x1.fe225cp+2f, 0x1.166666p+3f,
     -0x1.88465ap+2f, -0x1.44a452p+2f, -0x1.06693p+2f, -0x1.8964b4p+1f, -0x1.0cc73p+1f,
     -0x1.1eb908p+0f},
    {0x1.43977ep-1f, 0x1.ba1048p-1f, 0x1.f1a40ap-1f, 0x1.fda3fp-1f, 0x1.ffa224p-1f,
     0x1.fff312p-1f, 0x1.fffe34p-1f, 0x1.ffffccp-1f, 0x1.fffff8p-1f, 0x1.fffffep-1f,
     0x1.1d2deep-9f, 0x1.9965dap-8f, 0x1.0d3b4cp-6f, 0x1.723d1cp-5f, 0x1.d7266p-4f,
     0x1.19b454p-2f},
    {0x1.42f43ap-2f, 0x1.7c2518p-3f, 0x1.8f05bap-5f, 0x1.1eda8p-7f, 0x1.703346p-10f,
     0x1.9ad2eap-13f, 0x1.cacae2p-16f, 0x1.9fa228p-19f, 0x1.ffd2bcp-22f, 0x1.dc8482p-24f,
     0x1.1cde56p-9f, 0x1.981c74p-8f, 0x1.0afbbcp-6f, 0x1.697f88p-5f, 0x1.b903fp-4f,
     0x1.d1b262p-3f},
    {-0x1.e835f8p-6f, -0x1.77c972p-4f, -0x1.3dc986p-5f, -0x1.08ea92p-7f, -0x1.657d32p-10f,
     -0x1.9674b2p-13f, -0x1.c8fc18p-16f, -0x1.9f1574p-19f, -0x1.ff8ee8p-22f, -0x1.dc65fap-24f,
     0x1.1c3f26p-10f, 0x1.9589b2p-9f, 0x1.067d12p-7f, 0x1.581182p-6f, 0x1.7dd302p-5f,
     0x1.2018bep-4f},
    {-0x1.725fc6p-5f, 0x1.54b69cp-8f, 0x1.1ceaf8p-6f, 0x1.3787ccp-8f, 0x1.c79d3ap-11f,
     0x1.0aa188p-13f, 0x1.2eda86p-16f, 0x1.142ce8p-19f, 0x1.54c69ep-22f, 0x1.3d7b62p-24f,
     0x1.79566p-12f, 0x1.0aed8cp-10f, 0x1.520214p-9f, 0x1.9c8b9ap-8f, 0x1.64a4c4p-7f,
     -0x1.4c184p-11f},
    {0x1.dd2522p-9f, 0x1.c885aep-7f, -0x1.df5ceep-9f, -0x1.fa96e2p-10f, -0x1.a8d3b2p-12f,
     -0x1.042b5ep-14f, -0x1.2c2498p-17f, -0x1.135cc2p-20f, -0x1.545e02p-23f, -0x1.3d5432p-25f,
     0x1.76058p-14f, 0x1.04116p-12f, 0x1.3a16ecp-11f, 0x1.4126d8p-10f, 0x1.1e5974p-11f,
     -0x1.13e086p-7f},
    {0x1.07d898p-7f, -0x1.259bd6p-8f, -0x1.50b30cp-11f, 0x1.171c86p-11f, 0x1.3027c8p-13f,
     0x1.90e042p-16f, 0x1.d9a88ep-19f, 0x1.b66204p-22f, 0x1.0fb064p-24f, 0x1.fb2fbep-27f,
     0x1.25e996p-16f, 0x1.8a2c84p-15f, 0x1.aa4344p-14f, 0x1.c7cf0ap-14f, -0x1.55f18ap-11f,
     -0x1.7302d6p-9f},
    {-0x1.79f3a2p-15f, -0x1.57329ep-10f, 0x1.8f14dap-11f, -0x1.324d86p-14f, -0x1.513c3cp-15f,
     -0x1.f9415ap-18f, -0x1.363678p-20f, -0x1.21b2b4p-23f, -0x1.69f6fp-26f, -0x1.4e51dcp-28f,
     0x1.79a092p-19f, 0x1.d34fdcp-18f, 0x1.6fbe6cp-17f, -0x1.a76b66p-16f, -0x1.3c2b3ep-12f,
     0x1.f6575ep-16f},
    {-0x1.69f36p-10f, 0x1.fec9bep-11f, -0x1.cfcf04p-13f, -0x1.21ec3ap-16f, 0x1.11e74ap-17f,
     0x1.0b8e8p-19f, 0x1.5e4b6ep-22f, 0x1.51d6dep-25f, 0x1.a78d24p-28f, 0x1.5ca7ep-30f,
     0x1.8f94b8p-22f, 0x1.8e1c5p-21f, -0x1.7a8434p-23f, -0x1.01ce4ap-16f, -0x1.17fdcap-14f,
     0x1.7f6f0ap-12f},
    {-0x1.137fd8p-12f, -0x1.2adb08p-18f, -0x1.58e802p-18f, 0x1.b2cf66p-17f, -0x1.f20bdep-21f,
     -0x1.a8ceep-22f, -0x1.2c3ceap-24f, -0x1.62eebcp-27f, -0x1.8c74p-30f, -0x1.b21f46p-33f,
     0x1.658aeep-25f, 0x1.80e8a4p-26f, -0x1.3480bcp-21f, -0x1.3f1d04p-18f, 0x1.4a4052p-19f,
     0x1.cd4c6ep-14f},
};
/* x tanh(log(1 + e^x)) = x e (1 - e / 2 + e^3 / 4 ...), e = e^x, for x <= -6.4 */
ACTIVATION_TAIL(activation_floats_mish_tail) {
  activation_floats_pair v = activation_floats_far_below(x);
  activation_floats_decay d = activation_floats_decay_of(v);
  activation_floats e = activation_floats_decay_value(d);
  v.rest = _mm512_mul_ps(v.value, _mm512_mul_ps(e, _mm512_set1_ps(-0.5f)));
  return activation_floats_decayed(d, v);
}
/* x tanh(log(1 + e^x)). A table: 0.97, 2.0, 1.3. */
ACTIVATION_VECTOR(activation_floats_mish, (activation_floats x)) {
  const activation_floats most = _mm512_set1_ps(9.4f);
  activation_floats t = _mm512_min_ps(most, x), y;
  activation_floats_pair k = activation_floats_of_cells(
      activation_mish_cells, 8, _mm512_add_ps(t, _mm512_set1_ps(0x1.8p23f)), t);
  y = activation_floats_signed(activation_floats_product(t, k), x);
  y = _mm512_mask_mov_ps(y, _mm512_cmp_ps_mask(x, most, _CMP_GT_OQ), x);
  return activation_floats_with_tail(y, x, -6.4f, activation_floats_mish_tail);
}

/* The derivative of x tanh(log(1 + e^x)), cells on both sides of its root. */
static const float activation_mish_slope_cells[13][16] = {
    {-0x1.e5c91p-3f, 0x1.c7df0ap-1f, 0x1.48e908p+1f, 0x1.12373ep+2f, 0x1.be77b4p+2f,
     0x1.7e0106p+3f, -0x1.31432cp+0f, -0x1.dde16p-1f, -0x1.1f9662p+1f, -0x1.bf36dap+1f,
     -0x1.47a7ap+2f, -0x1.c60248p+2f, -0x1.fa58fcp+2f, 0, -0x1.31432cp+0f, -0x1.7e0318p+0f},
    {0x1.caa65cp-2f, 0x1.068d96p+0f, 0x1.09a96cp+0f, 0x1.00b462p+0f, 0x1.00017ap+0f, 0x1p+0f, 0,
     0x1.561694p-4f, -0x1.cce2e8p-4f, -0x1.2b0d4p-4f, -0x1.90cf2ep-6f, -0x1.4b3e5p-8f,
     -0x1.4bd602p-9f, 0, 0, -0x1.01966cp-4f},
    {0x1.43e514p-1f, 0x1.f3211cp-3f, -0x1.83904ap-5f, -0x1.3130fap-8f, -0x1.5c448cp-15f,
     -0x1.014814p-28f, 0x1.115accp-2f, 0x1.84caa2p-2f, 0x1.1413cp-10f, -0x1.4e2ec8p-5f,
     -0x1.2cbd82p-6f, -0x1.1495d2p-8f, -0x1.1bb18p-9f, 0, 0x1.115accp-2f, 0x1.41b7bap-3f},
    {0x1.37ae1cp-4f, -0x1.1e2dcap-2f, 0x1.4519aep-6f, 0x1.efad2cp-9f, 0x1.3e73eap-15f,
     0x1.e9add2p-29f, 0x1.a34a26p-3f, 0x1.cf4034p-3f, 0x1.c548cap-5f, -0x1.f72bd6p-9f,
     -0x1.8e46acp-8f, -0x1.bb706cp-10f, -0x1.d6e938p-11f, 0, 0x1.a34a26p-3f, 0x1.4786c8p-3f},
    {-0x1.435e2ap-3f, 0x1.b68f5ap-5f, 0x1.c2d6f4p-9f, -0x1.f666dep-10f, -0x1.80930ep-16f,
     -0x1.356bcep-29f, 0x1.574f12p-5f, 0x1.32913cp-7f, 0x1.113ad6p-5f, 0x1.1f1a7ep-8f,
     -0x1.faf792p-11f, -0x1.bbf544p-12f, -0x1.f2c93ap-13f, 0, 0x1.574f12p-5f, 0x1.ba5d68p-5f},
    {-0x1.8cc95ap-5f, 0x1.074214p-4f, -0x1.0d347ep-7f, 0x1.52059cp-11f, 0x1.56f4f8p-17f,
     0x1.372532p-30f, -0x1.4c223p-6f, -0x1.616552p-5f, 0x1.331844p-7f, 0x1.47ae86p-9f,
     0x1.1141a8p-15f, -0x1.26ef36p-14f, -0x1.70dccep-15f, 0, -0x1.4c223p-6f, -0x1.ad50a2p-10f},
    {0x1.da5304p-6f, -0x1.04c8fp-5f, 0x1.28f896p-8f, -0x1.0e663cp-13f, -0x1.df67f8p-19f,
     -0x1.b718p-32f, -0x1.03369ep-6f, -0x1.2dc2e6p-6f, 0x1.4bd9p-11f, 0x1.85c8eep-11f,
     0x1.0c8aaep-14f, -0x1.c93892p-18f, -0x1.7bf3d6p-18f, 0, -0x1.03369ep-6f, -0x1.24ea98p-7f},
    {0x1.1b811p-6f, -0x1.08469cp-7f, -0x1.3c595cp-10f, -0x1.29c12cp-21f, 0x1.16d916p-20f,
     0x1.181c04p-35f, -0x1.b87d4ap-9f, 0x1.9578ep-11f, -0x1.5e1ba6p-11f, 0x1.2616d8p-13f,
     0x1.5bc42ap-16f, 0x1.e7377ap-24f, -0x1.b9ab5cp-22f, 0, -0x1.b87d4ap-9f, -0x1.ec79bap-9f},
    {-0x1.928b68p-9f, 0x1.2ab9c6p-7f, -0x1.93e5dp-15f, 0x1.b324e2p-17f, -0x1.196d7p-22f,
     -0x1.46157p-33f, 0x1.1e5f84p-10f, 0x1.d3fd88p-9f, -0x1.7ad4ccp-12f, 0x1.996504p-17f,
     0x1.2892c2p-18f, 0x1.aae2f6p-23f, 0x1.537b44p-26f, 0, 0x1.1e5f84p-10f, -0x1.cad6c2p-12f},
    {-0x1.32887ap-8f, -0x1.644fd8p-18f, 0x1.a9e34cp-13f, -0x1.a1a444p-18f, 0x1.b0edfep-25f,
     -0x1.921908p-35f, 0x1.0315a8p-10f, 0x1.660088p-10f, -0x1.9b92b8p-14f, -0x1.432dep-19f,
     0x1.82814cp-21f, 0x1.ae9feap-25f, 0x1.b80fbcp-27f, 0, 0x1.0315a8p-10f, 0x1.48426ep-12f},
    {0x1.112d2cp-10f, -0x1.a10d24p-10f, -0x1.2a64d2p-14f, 0x1.5fddd8p-20f, -0x1.4f62c8p-28f,
     -0x1.ab8c44p-37f, 0x1.087b88p-12f, -0x1.c33b9cp-12f, -0x1.919cbap-17f, -0x1.97f1e6p-19f,
     0x1.67783cp-24f, 0x1.a9efe6p-27f, 0x1.6f2ed8p-29f, 0, 0x1.087b88p-12f, 0x1.60efe8p-13f},
    {0x1.a2b32ap-34f, 0x1.6e032p-34f, 0x1.e208f8p-34f, -0x1.294c3p-36f, 0x1.526508p-41f,
     0x1.0cf12p-29f, 0x1.beb774p-31f, -0x1.7a605ap-34f, -0x1.3b682cp-41f, 0x1.5658e8p-36f,
     -0x1.37a122p-36f, -0x1.70f372p-40f, -0x1.d6f51p-43f, 0, 0x1.beb774p-31f, -0x1.ac8618p-35f},
    {-0x1.7fcb0ap-37f, 0x1.0ecf92p-34f, -0x1.448978p-34f, -0x1.03a54cp-36f, -0x1.b23ecap-42f,
     -0x1.695088p-55f, -0x1.508ca6p-27f, 0x1.e8a2c4p-34f, -0x1.cda9c4p-37f, 0x1.3be46ep-39f,
     0x1.1cb3e8p-38f, 0x1.3bd4bap-43f, 0x1.c29e02p-42f, 0, -0x1.508ca6p-27f, -0x1.6f3a34p-37f},
};
/* d/dx x tanh(log(1 + e^x)) = e (1 + x - e (1 / 2 + x) + e^3 (1 / 4 + x) ...), for x <= -5.8 */
ACTIVATION_TAIL(activation_floats_mish_derivative_tail) {
  activation_floats_pair t = activation_floats_far_below(x), v;
  activation_floats_decay d = activation_floats_decay_of(t);
  activation_floats e = activation_floats_decay_value(d), p;
  v = activation_floats_exact_sum(t.value, _mm512_set1_ps(1));
  p = _mm512_mul_ps(_mm512_mul_ps(e, e), _mm512_add_ps(t.value, _mm512_set1_ps(0.25f)));
  p = _mm512_sub_ps(p, _mm512_add_ps(t.value, _mm512_set1_ps(0.5f)));
  v.rest = _mm512_fmadd_ps(e, p, v.rest);
  return activation_floats_decayed(d, v);
}
/* d/dx x tanh(log(1 + e^x)). A table: 0.8, 1.5, 1.1. */
ACTIVATION_VECTOR(activation_floats_mish_derivative, (activation_floats x)) {
  activation_floats t = _mm512_min_ps(_mm512_set1_ps(12), x), v;
  activation_floats_pair k;
  __m512i cell;
  /* half a binade of |v| + 1.375 in three bits, the sign of v in the fourth */
  v = _mm512_add_ps(t, _mm512_set1_ps(1.1925f));
  cell = _mm512_castps_si512(_mm512_add_ps(_mm512_abs_ps(v), _mm512_set1_ps(1.375f)));
  cell = _mm512_ternarylogic_epi32(_mm512_set1_epi32(8),
                                   _mm512_srli_epi32(_mm512_castps_si512(v), 28),
                                   _mm512_srli_epi32(cell, 22), 0xca);
  k = activation_floats_of_cells_about_root(activation_mish_slope_cells, 9,
                                            _mm512_castsi512_ps(cell), t);
  return activation_floats_with_tail(_mm512_add_ps(k.value, k.rest), x, -5.8f,
                                     activation_floats_mish_derivative_tail);
}

/* x / (1 + |x|). A table: 1.7, 3.7, 6.1. */
ACTIVATION_VECTOR(activation_floats_softsign, (activation_floats x)) {
  const activation_floats one = _mm512_set1_ps(1);
  activation_floats t = activation_floats_clamp(x, -0x1p60f, 0x1p60f), a = _mm512_abs_ps(t);
  activation_floats_pair d = activation_floats_positive_sum(a, one);
  activation_floats r = activation_floats_reciprocal(d.value), q = _mm512_mul_ps(t, r), rest;
  rest = _mm512_fnmadd_ps(q, d.rest, _mm512_fnmadd_ps(q, d.value, t));
  return activation_floats_signed(_mm512_fmadd_ps(rest, r, q), x);
}

/* x, or e^x - 1 where x < 0. A table: 1.2, 1.8, 4.2. */
ACTIVATION_VECTOR(activation_floats_elu, (activation_floats x)) {
  const activation_floats one = _mm512_set1_ps(1);
  activation_floats_exponential e;
  activation_floats r, p, low, y;
  e = activation_floats_reduced(_mm512_max_ps(_mm512_set1_ps(-20), x), 0);
  r = _mm512_add_ps(e.high, e.low);
  p = _mm512_fmadd_ps(r, _mm512_set1_ps(0x1.555556p-5f), _mm512_set1_ps(0x1.555556p-3f));
  p = _mm512_fmadd_ps(r, p, _mm512_set1_ps(0.5f));
  p = _mm512_fmadd_ps(_mm512_mul_ps(r, r), p, e.low);
  y = _mm512_sub_ps(e.power, one);
  low = _mm512_sub_ps(e.power, _mm512_add_ps(y, one));
  low = _mm512_fmadd_ps(e.power, e.high, _mm512_fmadd_ps(e.power, p, low));
  y = _mm512_add_ps(y, low);
  return _mm512_mask_mov_ps(x, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), y);
}

/* x min(max(x + 3, 0), 6) / 6. A table: 3.2, 3.2, 9.2. */
ACTIVATION_VECTOR(activation_floats_hardswish, (activation_floats x)) {
  const activation_floats sixth = _mm512_set1_ps(0x1.555556p-3f), half = _mm512_set1_ps(0.5f);
  const activation_floats missing = _mm512_set1_ps(-0x1.555556p-28f);
  activation_floats t = _mm512_max_ps(_mm512_set1_ps(-3), x), part = _mm512_mul_ps(t, sixth), lost;
  activation_floats_pair k;
  /* t / 6 + 1 / 2, where additions and multiplications share the work */
  k.value = _mm512_add_ps(part, half);
  lost = _mm512_sub_ps(part, _mm512_sub_ps(k.value, half));
  /* not fused, so that nothing is left at -3 */
  k.rest = _mm512_add_ps(_mm512_mul_ps(t, missing), _mm512_fmsub_ps(t, sixth, part));
  k.rest = _mm512_add_ps(k.rest, lost);
  /* t, which is x, where x < 3 does not hold */
  return _mm512_mask_fmadd_ps(t, _mm512_cmp_ps_mask(x, _mm512_set1_ps(3), _CMP_LT_OQ), k.value,
                              _mm512_mul_ps(t, k.rest));
}

/* (2 x + 3) / 6 between -3 and 3. A table: 2.8, 2.9, 7.1. */
ACTIVATION_VECTOR(activation_floats_hardswish_derivative, (activation_floats x)) {
  const activation_floats sixth = _mm512_set1_ps(0x1.555556p-3f), three = _mm512_set1_ps(3);
  const activation_floats missing = _mm512_set1_ps(-0x1.555556p-28f);
  activation_floats c = _mm512_add_ps(x, x), s = _mm512_add_ps(c, three), part, low, y;
  part = _mm512_sub_ps(s, c);
  low = _mm512_add_ps(_mm512_sub_ps(c, _mm512_sub_ps(s, part)), _mm512_sub_ps(three, part));
  y = _mm512_fmadd_ps(s, sixth, _mm512_fmadd_ps(s, missing, _mm512_mul_ps(low, sixth)));
  y = _mm512_mask_mov_ps(y, _mm512_cmp_ps_mask(x, three, _CMP_GE_OQ), _mm512_set1_ps(1));
  return _mm512_mask_mov_ps(y, _mm512_cmp_ps_mask(x, _mm512_set1_ps(-3), _CMP_LE_OQ),
                            _mm512_setzero_ps());
}

#endif
