/*
 * activation_vector.h: sixteen floats at a time, for the authors of activation plugins.
 *
 * On processors with AVX-512 these functions compute in float, with the small corrections that
 * keep a result within one ULP; elsewhere there are none of them, and the plugin's own loops run.
 *
 *     static inline float f(float x) { ... }                any processor
 *     ACTIVATION_VECTOR_VALUE(mine, activation_floats_tanh, f)
 *
 * Bits may differ between AVX-512 and the rest, never by position, length or form.
 */
#ifndef ACTIVATION_VECTOR_H
#define ACTIVATION_VECTOR_H

#include "activation_math.h"

/* 1 where AVX-512 code is compiled in; -DACTIVATION_AVX512=0 leaves it out. */
#ifndef ACTIVATION_AVX512
#if defined(__x86_64__) && defined(__gnu_linux__)
#define ACTIVATION_AVX512 1
#else
#define ACTIVATION_AVX512 0
#endif
#endif

#if ACTIVATION_AVX512
#include <immintrin.h>

/* Sixteen floats; begins the definition of a function of such. */
typedef __m512 activation_floats;
#define ACTIVATION_V4 __attribute__((target("arch=x86-64-v4")))
#define ACTIVATION_VECTOR(function, arguments)                                    \
  ACTIVATION_V4 __attribute__((always_inline)) static inline activation_floats function arguments

/* x between low and high; NaN for NaN. */
ACTIVATION_VECTOR(activation_floats_clamp, (activation_floats x, float low, float high)) {
  return _mm512_min_ps(_mm512_set1_ps(high), _mm512_max_ps(_mm512_set1_ps(low), x));
}

/* Element i of a table of 16 or 32, at each low 4 or 5 bits of `index`. */
ACTIVATION_VECTOR(activation_floats_of_16, (const float *table, activation_floats index)) {
  return _mm512_permutexvar_ps(_mm512_castps_si512(index), _mm512_loadu_ps(table));
}
ACTIVATION_VECTOR(activation_floats_of_32, (const float *table, __m512i index)) {
  return _mm512_permutex2var_ps(_mm512_loadu_ps(table), index, _mm512_loadu_ps(table + 16));
}

/* 2^(j/16), and what is missing from the float. */
static const float activation_exp2_high[16] = {
    0x1.000000p+0f, 0x1.0b5586p+0f, 0x1.172b84p+0f, 0x1.2387a6p+0f, 0x1.306fe0p+0f,
    0x1.3dea64p+0f, 0x1.4bfdaep+0f, 0x1.5ab07ep+0f, 0x1.6a09e6p+0f, 0x1.7a1148p+0f,
    0x1.8ace54p+0f, 0x1.9c4918p+0f, 0x1.ae89fap+0f, 0x1.c199bep+0f, 0x1.d5818ep+0f,
    0x1.ea4afap+0f,
};
static const float activation_exp2_low[16] = {
    0x0.0p+0f, 0x1.9f3122p-25f, -0x1.c15742p-27f, 0x1.ceac48p-25f, 0x1.4636e2p-25f,
    0x1.824684p-25f, -0x1.593abcp-25f, -0x1.5bd5ecp-27f, 0x1.9fcef4p-26f, -0x1.829fd0p-25f,
    0x1.15506ep-27f, 0x1.51f848p-27f, -0x1.a94b14p-26f, -0x1.3d56b2p-27f, -0x1.822dbcp-27f,
    0x1.52486cp-27f,
};
/* The second divided by the first. */
static const float activation_exp2_rest[16] = {
    0, 0x1.8d96d4p-25f, -0x1.9c0c22p-27f, 0x1.964904p-25f, 0x1.125002p-25f, 0x1.370be4p-25f,
    -0x1.0a355p-25f, -0x1.00d8acp-27f, 0x1.26055cp-26f, -0x1.05cb44p-25f, 0x1.67a1cap-28f,
    0x1.a3b5e4p-28f, -0x1.f9c304p-27f, -0x1.6961b4p-28f, -0x1.a5217cp-28f, 0x1.61428ep-28f,
};
/* e^t = 2^floor(n) (w + rest), n a multiple of 1/16. */
typedef struct {
  activation_floats n, w, rest;
} activation_floats_exponential;

/* Of -t, |t| <= 150: to about 2^-29. */
ACTIVATION_V4 __attribute__((always_inline)) static inline activation_floats_exponential
activation_floats_exp_of_negated(activation_floats t) {
  const activation_floats shift = _mm512_set1_ps(0x1.8p19f);
  activation_floats z = _mm512_fnmadd_ps(t, _mm512_set1_ps(0x1.715476p0f), shift), r, power, p;
  activation_floats_exponential e;
  e.n = _mm512_sub_ps(z, shift);
  r = _mm512_fnmsub_ps(e.n, _mm512_set1_ps(0x1.62e43p-1f), t); /* exact */
  r = _mm512_fmadd_ps(e.n, _mm512_set1_ps(0x1.05c61p-29f), r);
  power = activation_floats_of_16(activation_exp2_high, z);
  p = _mm512_fmadd_ps(r, _mm512_set1_ps(0x1.55565cp-3f), _mm512_set1_ps(0x1.000148p-1f));
  p = _mm512_fmadd_ps(_mm512_mul_ps(r, r), p, r);
  e.w = _mm512_fmadd_ps(power, p, power);
  e.rest = _mm512_add_ps(_mm512_fmadd_ps(power, p, _mm512_sub_ps(power, e.w)),
                         activation_floats_of_16(activation_exp2_low, z));
  return e;
}

/* 1 / d to about 2^-23, for d that is neither 0, infinite nor subnormal. */
ACTIVATION_VECTOR(activation_floats_reciprocal, (activation_floats d)) {
  activation_floats r = _mm512_rcp14_ps(d);
  return _mm512_fmadd_ps(_mm512_fnmadd_ps(d, r, _mm512_set1_ps(1)), r, r);
}

/*
 * S(x) 2^64 = r + r rest, for x in [-112, 42]: the scale keeps e^112 from overflowing.
 */
typedef struct {
  activation_floats r, rest;
} activation_floats_quotient;

ACTIVATION_V4 __attribute__((always_inline)) static inline activation_floats_quotient
activation_floats_scaled_sigmoid(activation_floats x) {
  const activation_floats unit = _mm512_set1_ps(0x1p-64f);
  activation_floats_exponential e = activation_floats_exp_of_negated(x);
  activation_floats scale, t, d, lost;
  activation_floats_quotient q;
  scale = _mm512_scalef_ps(unit, e.n);
  t = _mm512_mul_ps(e.w, scale);
  d = _mm512_add_ps(t, unit);
  /* d + lost = unit + t + its rest, nearly exactly */
  lost = _mm512_sub_ps(_mm512_min_ps(t, unit), _mm512_sub_ps(d, _mm512_max_ps(t, unit)));
  lost = _mm512_fmadd_ps(e.rest, scale, lost);
  q.r = _mm512_rcp14_ps(d);
  q.rest = _mm512_fnmadd_ps(q.r, d, _mm512_set1_ps(1));
  q.rest = _mm512_fnmadd_ps(q.r, lost, q.rest);
  q.rest = _mm512_fmadd_ps(q.rest, q.rest, q.rest);
  return q;
}

/* 1 / (1 + e^-x) */
ACTIVATION_VECTOR(activation_floats_sigmoid, (activation_floats x)) {
  activation_floats_quotient q;
  q = activation_floats_scaled_sigmoid(activation_floats_clamp(x, -112, 42));
  return _mm512_mul_ps(_mm512_fmadd_ps(q.r, q.rest, q.r), _mm512_set1_ps(0x1p-64f));
}

/* x / (1 + e^-x) */
ACTIVATION_VECTOR(activation_floats_silu, (activation_floats x)) {
  activation_floats t = activation_floats_clamp(x, -112, 42), y, low;
  activation_floats_quotient q = activation_floats_scaled_sigmoid(t);
  y = _mm512_mul_ps(t, q.r);
  low = _mm512_fmadd_ps(y, q.rest, _mm512_fmsub_ps(t, q.r, y));
  y = _mm512_mul_ps(_mm512_add_ps(y, low), _mm512_set1_ps(0x1p-64f));
  return _mm512_mask_mov_ps(y, _mm512_cmp_ps_mask(x, _mm512_set1_ps(42), _CMP_GT_OQ), x);
}

/* tanh(x) / x about the multiples of 37/128, a polynomial each. */
static const float activation_tanh_0[32] = {
    0x1.000000p+0f, 0x1.f2335cp-1f, 0x1.cdacfcp-1f, 0x1.9d418cp-1f, 0x1.6b05c4p-1f,
    0x1.3cf7e0p-1f, 0x1.155e3ap-1f, 0x1.e8af2ep-2f, 0x1.b23678p-2f, 0x1.854dd8p-2f,
    0x1.6011dcp-2f, 0x1.40ee7cp-2f, 0x1.26a278p-2f, 0x1.1033cep-2f, 0x1.f9c2acp-3f,
    0x1.d82b72p-3f, 0x1.bab9c8p-3f, 0x1.a0b7dap-3f, 0x1.8995f8p-3f, 0x1.74e174p-3f,
    0x1.623deep-3f, 0x1.516046p-3f, 0x1.420ad4p-3f, 0x1.340a90p-3f, 0x1.2734e8p-3f,
    0x1.1b660cp-3f, 0x1.107fb2p-3f, 0x1.066804p-3f, 0x1.fa11c4p-4f, 0x1.e89e68p-4f,
    0x1.d854dep-4f, 0x1.c91852p-4f,
};
static const float activation_tanh_rest[32] = {
    0x0.0p+0f, -0x1.e81168p-27f, -0x1.adf106p-26f, 0x1.70ef4ep-26f, -0x1.e8ed74p-26f,
    0x1.75e4bap-30f, 0x1.d390d6p-27f, -0x1.e9f1eap-27f, 0x1.75df32p-28f, 0x1.e2937cp-27f,
    -0x1.82ac96p-28f, 0x1.59a8bep-27f, 0x1.10346cp-27f, 0x1.c087aap-29f, 0x1.70d74ep-29f,
    -0x1.5fdcccp-29f, -0x1.fc4954p-29f, 0x1.4872c2p-28f, -0x1.afe196p-28f, -0x1.cd348ep-28f,
    -0x1.afa0b2p-29f, -0x1.3bcf70p-29f, -0x1.0cd08cp-39f, 0x1.1ee80ap-28f, -0x1.daaec2p-28f,
    -0x1.547ce0p-31f, -0x1.6dd1aep-28f, 0x1.0f558cp-28f, 0x1.bf938ap-30f, 0x1.63ea5ap-35f,
    -0x1.224d78p-29f, 0x1.ddca06p-29f,
};
static const float activation_tanh_1[32] = {
    0x0.0p+0f, -0x1.7190b4p-3f, -0x1.333fdcp-2f, -0x1.5ec6ecp-2f, -0x1.5187f6p-2f,
    -0x1.295732p-2f, -0x1.f54b74p-3f, -0x1.9ead6ep-3f, -0x1.557a24p-3f, -0x1.1a282ep-3f,
    -0x1.d5cf98p-4f, -0x1.8ad76cp-4f, -0x1.4f2ed0p-4f, -0x1.1f5fc4p-4f, -0x1.f16e36p-5f,
    -0x1.b24af4p-5f, -0x1.7e3792p-5f, -0x1.52d85cp-5f, -0x1.2e62d2p-5f, -0x1.0f7872p-5f,
    -0x1.ea161ap-6f, -0x1.bc9112p-6f, -0x1.9517f6p-6f, -0x1.72a580p-6f, -0x1.5468dap-6f,
    -0x1.39b9a2p-6f, -0x1.220efap-6f, -0x1.0cf8bep-6f, -0x1.f434c2p-7f, -0x1.d24df4p-7f,
    -0x1.b3bc6ap-7f, -0x1.9813dep-7f,
};
static const float activation_tanh_2[32] = {
    -0x1.555554p-2f, -0x1.1652f6p-2f, -0x1.19ef5ep-3f, -0x1.116962p-6f, 0x1.aec28cp-5f,
    0x1.3d47ccp-4f, 0x1.3dfe98p-4f, 0x1.15e09ap-4f, 0x1.c9134ap-5f, 0x1.6e1096p-5f,
    0x1.228460p-5f, 0x1.cd48e4p-6f, 0x1.703faap-6f, 0x1.286b66p-6f, 0x1.e1c9bep-7f,
    0x1.8b7812p-7f, 0x1.47d7e8p-7f, 0x1.126106p-7f, 0x1.cf6806p-8f, 0x1.8a9e40p-8f,
    0x1.52a7c0p-8f, 0x1.24b6dep-8f, 0x1.fd5adcp-9f, 0x1.bddce4p-9f, 0x1.887922p-9f,
    0x1.5b438cp-9f, 0x1.34bb58p-9f, 0x1.13b106p-9f, 0x1.ee666ep-10f, 0x1.bd00e8p-10f,
    0x1.91f904p-10f, 0x1.6c50a2p-10f,
};
static const float activation_tanh_3[32] = {
    0x0.0p+0f, 0x1.0b08e8p-3f, 0x1.48ce82p-3f, 0x1.c81804p-4f, 0x1.9e7aa6p-5f, 0x1.643c8ep-7f,
    -0x1.f41e4ep-8f, -0x1.bb7506p-7f, -0x1.c04a1ap-7f, -0x1.821b06p-7f, -0x1.3709d8p-7f,
    -0x1.e67d62p-8f, -0x1.781ecep-8f, -0x1.224f74p-8f, -0x1.c1e41ap-9f, -0x1.5f0942p-9f,
    -0x1.144842p-9f, -0x1.b70476p-10f, -0x1.6030a4p-10f, -0x1.1d3e84p-10f, -0x1.d25308p-11f,
    -0x1.80891ap-11f, -0x1.3fb8dcp-11f, -0x1.0be5e0p-11f, -0x1.c433acp-12f, -0x1.8039d6p-12f,
    -0x1.4884dap-12f, -0x1.1a87f4p-12f, -0x1.e89be4p-13f, -0x1.a8a59cp-13f, -0x1.72cf58p-13f,
    -0x1.453ca4p-13f,
};
static const float activation_tanh_4[32] = {
    0x1.110cc0p-3f, 0x1.34bd2cp-4f, -0x1.2d2fd0p-6f, -0x1.c7bd32p-5f, -0x1.70cccap-5f,
    -0x1.8a1f98p-6f, -0x1.318062p-7f, -0x1.ec382ap-10f, 0x1.224b30p-10f, 0x1.ffaf90p-10f,
    0x1.f9ef70p-10f, 0x1.aaffe4p-10f, 0x1.516ce0p-10f, 0x1.02d078p-10f, 0x1.882d0cp-11f,
    0x1.284a82p-11f, 0x1.c0e274p-12f, 0x1.5607c0p-12f, 0x1.06a158p-12f, 0x1.96db28p-13f,
    0x1.3e0b44p-13f, 0x1.f5db9ap-14f, 0x1.8f9292p-14f, 0x1.40f232p-14f, 0x1.03f82ep-14f,
    0x1.a887cap-15f, 0x1.5d401ep-15f, 0x1.215cf2p-15f, 0x1.e2b10ap-16f, 0x1.951d7cp-16f,
    0x1.56013ap-16f, 0x1.225190p-16f,
};
static const float activation_tanh_5[32] = {
    0x0.0p+0f, -0x1.12749cp-4f, -0x1.93cbfap-5f, -0x1.36fa5ep-8f, 0x1.cc1370p-7f, 0x1.a94506p-7f,
    0x1.e5d83cp-8f, 0x1.b03222p-9f, 0x1.29cb62p-10f, 0x1.944ac0p-13f, -0x1.3c63c8p-13f,
    -0x1.f0ef6ap-13f, -0x1.da4fb0p-13f, -0x1.87b66cp-13f, -0x1.302f32p-13f, -0x1.cb1ab2p-14f,
    -0x1.562f1cp-14f, -0x1.fc4beap-15f, -0x1.7a2f20p-15f, -0x1.1ac4acp-15f, -0x1.a9c360p-16f,
    -0x1.431b48p-16f, -0x1.eea1dap-17f, -0x1.7df64ap-17f, -0x1.299140p-17f, -0x1.d3a9acp-18f,
    -0x1.72947cp-18f, -0x1.2803fap-18f, -0x1.dc898ap-19f, -0x1.825df2p-19f, -0x1.3b6abep-19f,
    -0x1.032bf6p-19f,
};
static const float activation_tanh_6[32] = {
    -0x1.b3a09cp-5f, -0x1.ce04a4p-7f, 0x1.b3c186p-6f, 0x1.419986p-6f, 0x1.abfa58p-9f,
    -0x1.81ae18p-9f, -0x1.87b2c0p-9f, -0x1.cafc24p-10f, -0x1.ae0324p-11f, -0x1.554260p-12f,
    -0x1.a9ba44p-14f, -0x1.8e3634p-17f, 0x1.34e23cp-16f, 0x1.9fba0cp-16f, 0x1.7c0c64p-16f,
    0x1.32ab4cp-16f, 0x1.d45e58p-17f, 0x1.5c5be6p-17f, 0x1.000a68p-17f, 0x1.76fa04p-18f,
    0x1.12e78ap-18f, 0x1.94c9b8p-19f, 0x1.2bdb7ep-19f, 0x1.bf8628p-20f, 0x1.50a486p-20f,
    0x1.feb770p-21f, 0x1.86b044p-21f, 0x1.2d6256p-21f, 0x1.d4cfbcp-22f, 0x1.6f8738p-22f,
    0x1.2254d4p-22f, 0x1.ce0e0ap-23f,
};
/* tanh x */
ACTIVATION_VECTOR(activation_floats_tanh, (activation_floats x)) {
  const activation_floats shift = _mm512_set1_ps(0x1.8p23f);
  activation_floats t = activation_floats_clamp(x, -9.1f, 9.1f), a = _mm512_abs_ps(t), z, d, p;
  __m512i j;
  z = _mm512_fmadd_ps(a, _mm512_set1_ps(128.0f / 37), shift);
  d = _mm512_fnmadd_ps(_mm512_sub_ps(z, shift), _mm512_set1_ps(0.2890625f), a);
  j = _mm512_castps_si512(z);
  p = activation_floats_of_32(activation_tanh_6, j);
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_tanh_5, j));
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_tanh_4, j));
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_tanh_3, j));
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_tanh_2, j));
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_tanh_1, j));
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_tanh_rest, j));
  return _mm512_fmadd_ps(t, activation_floats_of_32(activation_tanh_0, j), _mm512_mul_ps(t, p));
}

/*
 * A function of u >= 0 in sixteen cells: in each a polynomial of u less a point. Rows of a table:
 * the points; the coefficients of d^0 and d^1, each followed by what is missing from the float;
 * those of d^2, d^3 ... Where the function has a root, the point is the float nearest to it;
 * elsewhere it is such that the terms beyond d^1 stay small beside the function, and that the
 * coefficient of d^2 is nearly a float. Computed with 220 bits, by least squares of the relative
 * error.
 */
typedef struct {
  activation_floats value, rest;
} activation_floats_pair;

/* The cell of u in [0, 15.5 / scale]: the nearest multiple of 1 / scale. */
ACTIVATION_VECTOR(activation_floats_cell, (activation_floats u, float scale)) {
  return _mm512_fmadd_ps(u, _mm512_set1_ps(scale), _mm512_set1_ps(0x1.8p23f));
}
/* The cell of u in [0, 30): a quarter of a binade of u + 2. */
ACTIVATION_VECTOR(activation_floats_quarter, (activation_floats u)) {
  activation_floats above = _mm512_add_ps(u, _mm512_set1_ps(2));
  return _mm512_castsi512_ps(_mm512_srli_epi32(_mm512_castps_si512(above), 21));
}
/* The polynomial of each cell, z, at u. */
ACTIVATION_V4 __attribute__((always_inline)) static inline activation_floats_pair
activation_floats_of_cells(const float (*cells)[16], int degree, activation_floats z,
                           activation_floats u) {
  activation_floats d = _mm512_sub_ps(u, activation_floats_of_16(cells[0], z)), q, c, slope;
  activation_floats_pair y;
  int k;
  q = activation_floats_of_16(cells[degree + 3], z);
  for (k = degree + 2; k >= 4; k--) {
    q = _mm512_fmadd_ps(q, d, activation_floats_of_16(cells[k], z));
  }
  /* c0 + c1 d, what its rounding loses, and the rest in one more */
  c = activation_floats_of_16(cells[1], z);
  slope = activation_floats_of_16(cells[3], z);
  y.value = _mm512_fmadd_ps(slope, d, c);
  c = _mm512_fmadd_ps(slope, d, _mm512_sub_ps(c, y.value));
  y.rest = _mm512_fmadd_ps(q, d, _mm512_add_ps(c, activation_floats_of_16(cells[2], z)));
  return y;
}

/* max(0, x) - u k, u = |x| */
ACTIVATION_VECTOR(activation_floats_gate,
                  (activation_floats x, activation_floats u, activation_floats_pair k)) {
  activation_floats y = _mm512_mul_ps(u, k.value);
  activation_floats low = _mm512_fmadd_ps(u, k.rest, _mm512_fmsub_ps(u, k.value, y));
  return _mm512_sub_ps(_mm512_max_ps(_mm512_setzero_ps(), x), _mm512_add_ps(y, low));
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

/* F(-u), F the normal distribution function. */
static const float activation_gelu_cells[12][16] = {
    {0x1.a814dep-4f, 0x1.8f405ap-2f, 0x1.7b7092p-1f, 0x1.16e7ccp+0f, 0x1.6fef5ap+0f,
     0x1.cc434ap+0f, 0x1.140282p+1f, 0x1.42d50ap+1f, 0x1.70442cp+1f, 0x1.9d50bap+1f,
     0x1.cc07e2p+1f, 0x1.fb4bb6p+1f, 0x1.149e7ap+2f, 0x1.2c44b8p+2f, 0x1.43ac5ap+2f,
     0x1.5a690cp+2f},
    {0x1.d5c788p-2f, 0x1.64aab8p-2f, 0x1.d5a4eap-3f, 0x1.1a914p-3f, 0x1.3487p-4f, 0x1.27b368p-5f,
     0x1.fcdb7p-7f, 0x1.7e3b3ep-8f, 0x1.070b42p-9f, 0x1.459da4p-11f, 0x1.557872p-13f,
     0x1.361d24p-15f, 0x1.033556p-17f, 0x1.6baa58p-20f, 0x1.c85d8cp-23f, 0x1.0ab1f2p-25f},
    {0x1.e2830ap-27f, 0x1.5260fcp-28f, 0x1.8c369ep-28f, 0x1.71751ap-28f, -0x1.221854p-32f,
     -0x1.72969cp-32f, -0x1.eedf86p-33f, 0x1.e65c5p-34f, 0x1.ade1dp-35f, 0x1.111b16p-36f,
     -0x1.ea1636p-42f, 0x1.63d3fp-42f, 0x1.2df55ap-42f, -0x1.ae9938p-45f, -0x1.d49fcep-49f,
     -0x1.a4703cp-50f},
    {-0x1.96554cp-2f, -0x1.7a9de8p-2f, -0x1.366b52p-2f, -0x1.c354fcp-3f, -0x1.22dc3p-3f,
     -0x1.449a52p-4f, -0x1.3f9c44p-5f, -0x1.0fa9a4p-6f, -0x1.a0ce4ap-8f, -0x1.1ca64ap-9f,
     -0x1.47d2bp-11f, -0x1.44e3bp-13f, -0x1.25c9bap-15f, -0x1.bc793ep-18f, -0x1.2b0924p-20f,
     -0x1.7479c2p-23f},
    {0x1.16d112p-27f, 0x1.7a150ep-27f, 0x1.117fcp-28f, -0x1.d6927p-28f, -0x1.e7465ap-28f,
     0x1.b861bep-29f, 0x1.8748a8p-30f, -0x1.8a742cp-31f, 0x1.216a6cp-33f, 0x1.fc494ap-37f,
     0x1.2a260cp-37f, -0x1.64ea42p-39f, -0x1.d619dp-40f, 0x1.c40778p-44f, 0x1.a935fp-45f,
     0x1.f1dcb4p-48f},
    {0x1.508f32p-6f, 0x1.273da4p-4f, 0x1.cc1962p-4f, 0x1.ebb6f4p-4f, 0x1.a2099cp-4f,
     0x1.23cd4ep-4f, 0x1.58979ap-5f, 0x1.569574p-6f, 0x1.2bcbc4p-7f, 0x1.cb9208p-9f,
     0x1.268c56p-10f, 0x1.41e782p-12f, 0x1.3d735cp-14f, 0x1.04aab2p-16f, 0x1.7a15dcp-19f,
     0x1.f8056ap-22f},
    {0x1.0bfc26p-4f, 0x1.ac14a8p-5f, 0x1.752642p-6f, -0x1.c204dcp-8f, -0x1.9d4894p-6f,
     -0x1.e31b44p-6f, -0x1.84d502p-6f, -0x1.e578e4p-7f, -0x1.f98e9ep-8f, -0x1.bf36ap-9f,
     -0x1.458c9ap-10f, -0x1.8e302ap-12f, -0x1.b0e05ep-14f, -0x1.8522ecp-16f, -0x1.323a4ep-18f,
     -0x1.b7297cp-21f},
    {-0x1.4f5b52p-8f, -0x1.1847b2p-6f, -0x1.77de16p-6f, -0x1.292acep-6f, -0x1.046372p-7f,
     0x1.69c22p-10f, 0x1.7afe32p-8f, 0x1.7fd278p-8f, 0x1.07b33ap-8f, 0x1.1c6bb2p-9f,
     0x1.e6d3c6p-11f, 0x1.54e0f2p-12f, 0x1.9ed55cp-14f, 0x1.9cfb8ep-16f, 0x1.63ab36p-18f,
     0x1.141fe6p-20f},
    {-0x1.3e1c16p-7f, -0x1.aa45dp-8f, -0x1.0cbf16p-16f, 0x1.46806ap-8f, 0x1.8da9dcp-8f,
     0x1.01586ap-8f, 0x1.176bccp-10f, -0x1.7fbd8ap-11f, -0x1.2f9d86p-10f, -0x1.d26574p-11f,
     -0x1.f887cap-12f, -0x1.a4ef22p-13f, -0x1.25aac6p-14f, -0x1.492b52p-16f, -0x1.39de6cp-18f,
     -0x1.0a0e02p-20f},
    {0x1.bd751ep-11f, 0x1.6245fep-9f, 0x1.91416cp-9f, 0x1.8d0422p-10f, -0x1.9cd9a6p-12f,
     -0x1.64b9dp-10f, -0x1.2ea328p-10f, -0x1.f0726cp-12f, 0x1.3cf6eep-16f, 0x1.8d6d12p-13f,
     0x1.58eeccp-13f, 0x1.765c4cp-14f, 0x1.386d9ap-15f, 0x1.9487f4p-17f, 0x1.b25efp-19f,
     0x1.968612p-21f},
    {0x1.2b616p-10f, 0x1.465332p-11f, -0x1.4f471ep-12f, -0x1.b00758p-11f, -0x1.4f122ep-11f,
     -0x1.f461bap-14f, 0x1.db6a08p-13f, 0x1.0da0b6p-12f, 0x1.112234p-13f, 0x1.3c46f4p-16f,
     -0x1.c6471cp-16f, -0x1.bfc15ap-16f, -0x1.eb96e8p-17f, -0x1.7dacc6p-18f, -0x1.d0c032p-20f,
     -0x1.e18cfp-22f},
    {-0x1.7fd866p-14f, -0x1.3d8d34p-12f, -0x1.44753ap-12f, -0x1.14a99p-14f, 0x1.3d692p-13f,
     0x1.6f1438p-13f, 0x1.237172p-14f, -0x1.a1b464p-16f, -0x1.9cab3ap-15f, -0x1.f51098p-16f,
     -0x1.e9d40cp-18f, 0x1.91d778p-19f, 0x1.14f36ap-18f, 0x1.456c42p-19f, 0x1.0a88ep-20f,
     0x1.52da24p-22f},
};
/* x F(x), for x >= -4.2 */
ACTIVATION_VECTOR(activation_floats_gelu, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 5.5f);
  activation_floats_pair k = activation_floats_of_cells(
      activation_gelu_cells, 8, activation_floats_cell(u, 0x1.68ba2ep+1f), u);
  return activation_floats_gate(x, u, k);
}

/* The derivative of x F(x) at -u. */
static const float activation_gelu_slope_cells[13][16] = {
    {0x1.dfa1ecp-4f, 0x1.da0f82p-2f, 0x1.80ead2p-1f, 0x1.20954ap+0f, 0x1.891bp+0f, 0x1.e0835cp+0f,
     0x1.2edf52p+1f, 0x1.5ee152p+1f, 0x1.9234fap+1f, 0x1.c27178p+1f, 0x1.f7c7f8p+1f,
     0x1.14e978p+2f, 0x1.2ebc74p+2f, 0x1.47a8f6p+2f, 0x1.60eff4p+2f, 0x1.7b067ap+2f},
    {0x1.a0c35ap-2f, 0x1.3f088cp-3f, 0, -0x1.bc160cp-4f, -0x1.024566p-3f, -0x1.92eb2ep-4f,
     -0x1.8ce6ap-5f, -0x1.7034a6p-6f, -0x1.0b59b4p-7f, -0x1.5c1134p-9f, -0x1.4e8d9ap-11f,
     -0x1.27b0d8p-13f, -0x1.a3801ep-16f, -0x1.0c7fd2p-18f, -0x1.1cc3f6p-21f, -0x1.dda216p-25f},
    {0x1.021a44p-28f, -0x1.9e38aep-28f, -0x1.6737d8p-28f, -0x1.e5936p-30f, -0x1.b6a176p-33f,
     0x1.05b086p-30f, -0x1.3d9b6cp-32f, -0x1.47dfe6p-34f, -0x1.1347acp-35f, -0x1.4801fp-34f,
     0x1.c554aep-37f, -0x1.42f114p-38f, -0x1.39661p-41f, -0x1.16818p-47f, -0x1.94aa44p-46f,
     0x1.47ae98p-50f},
    {-0x1.92f1aep-1f, -0x1.47acd6p-1f, -0x1.b9d99p-2f, -0x1.3ba01ep-3f, 0x1.67d93cp-5f,
     0x1.ab888ep-4f, 0x1.65d09ap-4f, 0x1.a4c8a6p-5f, 0x1.715f7p-6f, 0x1.15b36p-7f, 0x1.314f06p-9f,
     0x1.2d015p-11f, 0x1.d7fffep-14f, 0x1.49939cp-16f, 0x1.7adbfcp-19f, 0x1.56f10ap-22f},
    {-0x1.5c69ep-26f, -0x1.e0125cp-26f, 0x1.f7faf4p-27f, -0x1.e1e21p-30f, -0x1.0f0516p-30f,
     0x1.9cd9e8p-29f, -0x1.79f42cp-29f, -0x1.f50536p-30f, -0x1.56d3dap-32f, 0x1.18bb1ap-35f,
     0x1.c35234p-35f, -0x1.439b36p-36f, -0x1.5efb74p-40f, 0x1.153eap-41f, 0x1.ea2a84p-48f,
     -0x1.af93e4p-47f},
    {0x1.7ac614p-4f, 0x1.4199f8p-2f, 0x1.8d9a94p-2f, 0x1.4ce62p-2f, 0x1.3cd5dap-3f, 0x1.f6784p-6f,
     -0x1.782496p-5f, -0x1.6f9078p-5f, -0x1.b0eb6p-6f, -0x1.8a83d2p-7f, -0x1.ffbe22p-9f,
     -0x1.1ea60ep-10f, -0x1.f7617ep-13f, -0x1.82fc7cp-15f, -0x1.e58ce4p-18f, -0x1.dd0b3p-21f},
    {0x1.08018cp-2f, 0x1.376c9ep-3f, 0x1.2a2ef4p-6f, -0x1.d9467p-4f, -0x1.22ed06p-3f,
     -0x1.81ecdep-4f, -0x1.fdb0d4p-7f, 0x1.9023d4p-7f, 0x1.fa3e76p-7f, 0x1.3b0348p-7f,
     0x1.ff2c26p-9f, 0x1.4f2adcp-10f, 0x1.4fec3p-12f, 0x1.1fe06ep-14f, 0x1.8dcdecp-17f,
     0x1.ab21c4p-20f},
    {-0x1.1aabfcp-5f, -0x1.bc410ep-4f, -0x1.d2fa4cp-4f, -0x1.ca5754p-5f, 0x1.31d994p-6f,
     0x1.6e41a8p-5f, 0x1.dfef2ap-6f, 0x1.1d96c6p-7f, -0x1.52041p-9f, -0x1.13956ap-8f,
     -0x1.44f696p-9f, -0x1.07c06p-10f, -0x1.3711fp-12f, -0x1.2e8294p-14f, -0x1.d1fafap-17f,
     -0x1.13ce4ep-19f},
    {-0x1.d4097cp-5f, -0x1.7d6c12p-6f, 0x1.e408dcp-7f, 0x1.4c28fep-5f, 0x1.ba6ac4p-6f,
     0x1.fdcb48p-9f, -0x1.83ca48p-7f, -0x1.21bfb8p-7f, -0x1.5d527p-9f, 0x1.a4e78cp-12f,
     0x1.ea279ap-11f, 0x1.1b92e8p-11f, 0x1.a07d38p-13f, 0x1.d8b49p-15f, 0x1.9cdb46p-17f,
     0x1.108b0cp-19f},
    {0x1.f42084p-8f, 0x1.6bd234p-6f, 0x1.3e335cp-6f, 0x1.3e367ep-9f, -0x1.67ca84p-7f,
     -0x1.46bf78p-7f, -0x1.97479cp-11f, 0x1.570266p-9f, 0x1.110fc6p-9f, 0x1.64c332p-11f,
     -0x1.899096p-14f, -0x1.7e5782p-13f, -0x1.91e9bp-14f, -0x1.1816aap-15f, -0x1.1ce162p-17f,
     -0x1.aa56cep-20f},
    {0x1.24d1a4p-7f, 0x1.1bcc1p-9f, -0x1.299e0cp-8f, -0x1.c3ba32p-8f, -0x1.dc8af2p-10f,
     0x1.1de35cp-9f, 0x1.24441ep-9f, 0x1.9f91bap-12f, -0x1.1a39ecp-11f, -0x1.c90f0ep-12f,
     -0x1.db868p-14f, 0x1.440accp-16f, 0x1.02c4cap-15f, 0x1.f27f76p-17f, 0x1.3553c8p-18f,
     0x1.0e294p-20f},
    {-0x1.36c9f4p-10f, -0x1.a791e4p-9f, -0x1.23fd2ap-9f, 0x1.5c047ap-11f, 0x1.eb4306p-10f,
     0x1.c32f96p-11f, -0x1.2cb134p-11f, -0x1.0cc70cp-11f, -0x1.529372p-14f, 0x1.a2c0cp-14f,
     0x1.30f5c8p-14f, 0x1.18b564p-16f, -0x1.2c264ap-18f, -0x1.3b96b2p-18f, -0x1.01e716p-19f,
     -0x1.017246p-21f},
    {-0x1.1e4b66p-10f, -0x1.5c16f2p-12f, 0x1.96543p-11f, 0x1.6c967p-11f, -0x1.148c5ap-13f,
     -0x1.d22be4p-12f, -0x1.4a8756p-13f, 0x1.af0a8ap-14f, 0x1.b6608ep-14f, 0x1.4c289ep-16f,
     -0x1.20a816p-16f, -0x1.aaee76p-17f, -0x1.97d6c2p-19f, 0x1.291bdp-21f, 0x1.787f0ep-21f,
     0x1.388b96p-22f},
};
/* d/dx x F(x), for x >= -4.2 */
ACTIVATION_VECTOR(activation_floats_gelu_derivative, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 6);
  activation_floats_pair k = activation_floats_of_cells(
      activation_gelu_slope_cells, 9, activation_floats_cell(u, 0x1.4aaaaap+1f), u);
  return activation_floats_slope(x, k);
}

/* The derivative of x S(x) at -u. */
static const float activation_silu_slope_cells[13][16] = {
    {0x1.42a13cp-2f, 0x1.af30fp-1f, 0x1.474974p+0f, 0x1.b2fafep+0f, 0x1.369d0ap+1f,
     0x1.9a55d2p+1f, 0x1.24c0dep+2f, 0x1.63a2d8p+2f, 0x1.d94598p+2f, 0x1.2e462ep+3f,
     0x1.6e708cp+3f, 0x1.ad99e8p+3f, 0x1.14dfecp+4f, 0x1.55bfd2p+4f, 0x1.96820cp+4f,
     0x1.d380dcp+4f},
    {0x1.615096p-2f, 0x1.fb54a6p-4f, 0, -0x1.145d82p-4f, -0x1.98cddcp-4f, -0x1.4bfbaap-4f,
     -0x1.270136p-5f, -0x1.1dce7ap-6f, -0x1.01260cp-8f, -0x1.5dc3fcp-11f, -0x1.d23d16p-14f,
     -0x1.340856p-16f, -0x1.0b36ep-21f, -0x1.72512ap-27f, -0x1.f04834p-33f, -0x1.95c6fep-38f},
    {-0x1.d9a95cp-27f, -0x1.b7d6c8p-29f, -0x1.848b9ep-29f, -0x1.07f3d2p-30f, -0x1.d543b6p-29f,
     -0x1.8b594cp-30f, 0x1.a9f4dap-35f, 0x1.0bdcbcp-31f, -0x1.88ef22p-33f, 0x1.2f28c2p-37f,
     0x1.6f8e3ap-41f, 0x1.bdeff2p-41f, -0x1.2c17ecp-46f, -0x1.5d3d98p-55f, -0x1.612eap-60f,
     -0x1.a541eap-63f},
    {-0x1.e734d8p-2f, -0x1.66c36ep-2f, -0x1.be141p-3f, -0x1.ba3918p-4f, 0x1.403e7cp-9f,
     0x1.2529dap-5f, 0x1.9ab4f2p-6f, 0x1.b92efap-7f, 0x1.b12f68p-9f, 0x1.344b84p-11f,
     0x1.a59e0ap-14f, 0x1.1b3d86p-16f, 0x1.f5a698p-22f, 0x1.6020bcp-27f, 0x1.dbf2c4p-33f,
     0x1.8765bcp-38f},
    {-0x1.12cccep-27f, -0x1.d013aap-27f, 0x1.e655ap-30f, 0x1.76f5d6p-29f, -0x1.945a82p-42f,
     -0x1.c2b1b2p-32f, 0x1.a45d3ap-31f, -0x1.f00f12p-32f, -0x1.ac275ep-34f, 0x1.5de31ap-36f,
     -0x1.7d3c58p-39f, -0x1.2d456ep-42f, 0x1.da9346p-48f, -0x1.2b90b6p-55f, 0x1.9d96e8p-59f,
     0x1.5ab778p-65f},
    {0x1.330eaap-4f, 0x1.30d55ep-3f, 0x1.2c5634p-3f, 0x1.c8826p-4f, 0x1.660bep-5f, 0x1.5822b2p-8f,
     -0x1.c1b2cap-8f, -0x1.33dc9ep-8f, -0x1.5f9744p-10f, -0x1.0ac76cp-12f, -0x1.78fcdp-15f,
     -0x1.027282p-17f, -0x1.d4decep-23f, -0x1.4def72p-28f, -0x1.c79bc8p-34f, -0x1.7903c4p-39f},
    {0x1.24d208p-4f, 0x1.35e55ap-6f, -0x1.353eb6p-6f, -0x1.11186ep-5f, -0x1.969322p-6f,
     -0x1.2d37d4p-7f, 0x1.3df946p-12f, 0x1.c4cf5p-11f, 0x1.66d81p-12f, 0x1.2c3cf8p-14f,
     0x1.bb1f4ep-17f, 0x1.37897ap-19f, 0x1.22bd54p-24f, 0x1.a5014ep-30f, 0x1.222df6p-35f,
     0x1.e38a58p-41f},
    {-0x1.25b582p-6f, -0x1.b3ec7ep-6f, -0x1.f2d0e6p-7f, -0x1.586094p-9f, 0x1.73419cp-8f,
     0x1.e98fa2p-9f, 0x1.d4173cp-12f, -0x1.046d32p-15f, -0x1.edbf22p-15f, -0x1.e92138p-17f,
     -0x1.7f8deap-19f, -0x1.167926p-21f, -0x1.0cfc86p-26f, -0x1.8d099ep-32f, -0x1.14e7bp-37f,
     -0x1.d09a66p-43f},
    {-0x1.2eb73ap-7f, 0x1.4b39fap-9f, 0x1.b0f88ep-8f, 0x1.3afcaap-8f, 0x1.15f08cp-12f,
     -0x1.92cb16p-11f, -0x1.9aaee6p-13f, -0x1.17f854p-15f, 0x1.a46dep-18f, 0x1.2da1b4p-19f,
     0x1.032124p-21f, 0x1.88a43p-24f, 0x1.8a2724p-29f, 0x1.29286cp-34f, 0x1.a437p-40f,
     0x1.62c6f4p-45f},
    {0x1.a2b05p-9f, 0x1.8e9d92p-9f, 0x1.09d8ccp-13f, -0x1.3f3c44p-10f, -0x1.3e4262p-11f,
     0x1.77931cp-16f, 0x1.9511dcp-15f, 0x1.a84faap-17f, -0x1.40f8fcp-24f, -0x1.18ceaap-22f,
     -0x1.19ba8cp-24f, -0x1.c512dep-27f, -0x1.dbac7ep-32f, -0x1.69e15ap-37f, -0x1.fc0504p-43f,
     -0x1.c09b4cp-48f},
    {0x1.079faap-10f, -0x1.c9b3dep-11f, -0x1.a30a3ap-11f, -0x1.13b5bep-13f, 0x1.8f9fe4p-13f,
     0x1.66e1d6p-15f, -0x1.049924p-17f, -0x1.7db538p-19f, -0x1.23870ap-23f, 0x1.66ce36p-26f,
     0x1.f16d3cp-28f, 0x1.b4bfa8p-30f, 0x1.2338a4p-34f, 0x1.f9b97p-40f, 0x1.8d21cap-45f,
     0x1.2fd574p-50f},
    {-0x1.fa31fp-12f, -0x1.c4e8fcp-13f, 0x1.7e436ep-13f, 0x1.5389dep-13f, -0x1.fb326ep-17f,
     -0x1.0a54e4p-16f, 0x1.164b66p-21f, 0x1.f18184p-22f, 0x1.19997cp-25f, -0x1.002822p-30f,
     -0x1.5fd02ap-31f, -0x1.594908p-33f, -0x1.354dfep-40f, 0x1.76da76p-46f, 0x1.94203ap-50f,
     0x1.01281ep-59f},
    {-0x1.0a4bf8p-13f, 0x1.13e986p-13f, 0x1.955c9ap-15f, -0x1.304b44p-15f, -0x1.cd908ep-18f,
     0x1.49847ep-19f, 0x1.a32b6ap-23f, -0x1.bacc1ep-25f, -0x1.8e70acp-27f, -0x1.16b3cp-31f,
     0x1.6133cp-35f, 0x1.3ff5e4p-36f, 0x1.d925eep-40f, 0x1.cd0b6p-45f, 0x1.7997e4p-50f,
     0x1.2b6e3ap-55f},
};
/* d/dx x S(x), for x >= -6 */
ACTIVATION_VECTOR(activation_floats_silu_derivative, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 29.9f);
  activation_floats_pair k = activation_floats_of_cells(
      activation_silu_slope_cells, 9, activation_floats_quarter(u), u);
  return activation_floats_slope(x, k);
}

/* S(-t(u)), t(u) = 2 sqrt(2 / pi) (u + 0.044715 u^3). */
static const float activation_gelu_tanh_cells[12][16] = {
    {0x1.a1baccp-4f, 0x1.7fc976p-2f, 0x1.75573p-1f, 0x1.12206cp+0f, 0x1.6cc72ep+0f,
     0x1.c7b166p+0f, 0x1.1029b4p+1f, 0x1.3ced9ap+1f, 0x1.6a9de4p+1f, 0x1.98a9b4p+1f,
     0x1.c6cc12p+1f, 0x1.f5d638p+1f, 0x1.128c9ap+2f, 0x1.28978ap+2f, 0x1.3fc566p+2f,
     0x1.56ef64p+2f},
    {0x1.d668f2p-2f, 0x1.6a6adep-2f, 0x1.dd3fe6p-3f, 0x1.236aacp-3f, 0x1.3c6d7p-4f,
     0x1.33d8ccp-5f, 0x1.10ae9ap-6f, 0x1.a7f3cap-8f, 0x1.18fcd4p-9f, 0x1.3ae7e8p-11f,
     0x1.268218p-13f, 0x1.b498ep-16f, 0x1.fefb4cp-19f, 0x1.0f9dc4p-21f, 0x1.93a0ep-25f,
     0x1.c5e1f2p-29f},
    {0x1.ca1cfp-27f, 0x1.e4d2e2p-28f, -0x1.054464p-30f, -0x1.b701fp-28f, 0x1.1f915ep-31f,
     -0x1.7ed69ap-31f, -0x1.5f22dap-34f, -0x1.3c1fdep-36f, -0x1.45d0ecp-34f, -0x1.83257ap-37f,
     0x1.8fe9e6p-38f, 0x1.fafeaap-41f, -0x1.47c684p-45f, -0x1.5f4444p-46f, -0x1.ecea0cp-50f,
     -0x1.e5c624p-54f},
    {-0x1.966336p-2f, -0x1.7cb072p-2f, -0x1.38e27cp-2f, -0x1.cc369ep-3f, -0x1.286bc2p-3f,
     -0x1.50e032p-4f, -0x1.57b39ap-5f, -0x1.323b1ep-6f, -0x1.d0907cp-8f, -0x1.293b5ep-9f,
     -0x1.3c6bfep-11f, -0x1.0aa786p-13f, -0x1.618abep-16f, -0x1.a488e2p-19f, -0x1.5e2242p-22f,
     -0x1.b73e9cp-26f},
    {-0x1.c23fc6p-28f, -0x1.329274p-29f, 0x1.e78544p-27f, -0x1.9a1a9cp-28f, 0x1.50d44cp-29f,
     0x1.6fbf1p-29f, 0x1.22ba4p-30f, 0x1.423d24p-33f, -0x1.2917ap-33f, -0x1.883b88p-36f,
     -0x1.ec18d4p-40f, -0x1.c12d58p-39f, 0x1.c37d7p-41f, 0x1.4c5fb8p-48f, -0x1.be8218p-48f,
     0x1.9ca378p-51f},
    {0x1.4d2e78p-6f, 0x1.1e81ecp-4f, 0x1.c8f056p-4f, 0x1.eb9ef6p-4f, 0x1.a3cd5cp-4f,
     0x1.29ccd4p-4f, 0x1.6cdc9cp-5f, 0x1.7fb3dep-6f, 0x1.54b468p-7f, 0x1.fafd78p-9f,
     0x1.37ec1p-10f, 0x1.2ed002p-12f, 0x1.cbe4dp-15f, 0x1.34b596p-17f, 0x1.223d0ap-20f,
     0x1.98cf44p-24f},
    {0x1.0d5dap-4f, 0x1.b4ce14p-5f, 0x1.80c1d2p-6f, -0x1.7f676cp-8f, -0x1.943a74p-6f,
     -0x1.dcc7c8p-6f, -0x1.8ba768p-6f, -0x1.064bdap-6f, -0x1.1c6692p-7f, -0x1.fb2a52p-9f,
     -0x1.711196p-10f, -0x1.a47fa2p-12f, -0x1.7348f8p-14f, -0x1.1c7ba6p-16f, -0x1.30f038p-19f,
     -0x1.e60644p-23f},
    {-0x1.51e7ep-8f, -0x1.15731ap-6f, -0x1.7aeb44p-6f, -0x1.2cb5d4p-6f, -0x1.04479p-7f,
     0x1.1340bap-10f, 0x1.5de266p-8f, 0x1.7c7f2ep-8f, 0x1.193812p-8f, 0x1.3f51acp-9f,
     0x1.1dfb22p-10f, 0x1.899da4p-12f, 0x1.9ce95ep-14f, 0x1.6eb45cp-16f, 0x1.c5c4cap-19f,
     0x1.9d2726p-22f},
    {-0x1.4570c2p-7f, -0x1.bedbc2p-8f, -0x1.704376p-16f, 0x1.49c34p-8f, 0x1.898e36p-8f,
     0x1.f5f546p-9f, 0x1.3da554p-10f, -0x1.f352b6p-12f, -0x1.159f1ep-10f, -0x1.e635e2p-11f,
     -0x1.248e8ap-11f, -0x1.004594p-12f, -0x1.4a88c4p-14f, -0x1.5bf2a8p-16f, -0x1.f9aa54p-19f,
     -0x1.0a436ep-21f},
    {0x1.cbae58p-11f, 0x1.6a441ep-9f, 0x1.a1cc18p-9f, 0x1.901232p-10f, -0x1.001118p-11f,
     -0x1.5aa6f2p-10f, -0x1.1cc8ecp-10f, -0x1.0fb4cep-11f, -0x1.0fbee2p-14f, 0x1.35e964p-13f,
     0x1.662fd8p-13f, 0x1.c5802cp-14f, 0x1.7f6dcap-15f, 0x1.f00a7ap-17f, 0x1.b30b3p-19f,
     0x1.10e434p-21f},
    {0x1.3a115cp-10f, 0x1.6a319ap-11f, -0x1.7050b6p-12f, -0x1.d307a2p-11f, -0x1.433a46p-11f,
     -0x1.29b94p-14f, 0x1.b4097ap-13f, 0x1.d470a4p-13f, 0x1.16ab12p-13f, 0x1.52e7aep-15f,
     -0x1.ee698p-17f, -0x1.dbbcbep-16f, -0x1.36e288p-16f, -0x1.04fb16p-17f, -0x1.1364p-19f,
     -0x1.78535ap-22f},
    {-0x1.837db2p-14f, -0x1.4f4446p-12f, -0x1.6c48eap-12f, -0x1.d7ad8ep-15f, 0x1.81aa2cp-13f,
     0x1.5fb184p-13f, 0x1.aaa244p-15f, -0x1.46d44cp-16f, -0x1.2a2664p-15f, -0x1.d731ap-16f,
     -0x1.c22a7p-17f, -0x1.ae90bap-21f, 0x1.193d12p-18f, 0x1.cb8526p-19f, 0x1.8dfcaep-20f,
     0x1.b8abc2p-22f},
};
/* x S(t(x)), for x >= -4 */
ACTIVATION_VECTOR(activation_floats_gelu_tanh, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 5.1f);
  activation_floats_pair k = activation_floats_of_cells(
      activation_gelu_tanh_cells, 8, activation_floats_cell(u, 0x1.6e0d3ap+1f), u);
  return activation_floats_gate(x, u, k);
}

/* The derivative of x S(t(x)) at -u. */
static const float activation_gelu_tanh_slope_cells[13][16] = {
    {0x1.c5aa56p-4f, 0x1.a7a2p-2f, 0x1.8142ap-1f, 0x1.0530c6p+0f, 0x1.67913p+0f, 0x1.c526f2p+0f,
     0x1.17f6fep+1f, 0x1.426172p+1f, 0x1.6ffe76p+1f, 0x1.9f1e82p+1f, 0x1.cc4064p+1f,
     0x1.fc16c8p+1f, 0x1.1610bcp+2f, 0x1.2da82ap+2f, 0x1.458df8p+2f, 0x1.5c6358p+2f},
    {0x1.a5e0bp-2f, 0x1.81429ap-3f, 0, -0x1.67537cp-4f, -0x1.08187p-3f, -0x1.c18ad2p-4f,
     -0x1.0f4p-4f, -0x1.2b6bf2p-5f, -0x1.08526cp-6f, -0x1.7494f4p-8f, -0x1.c19a8ep-10f,
     -0x1.919b88p-12f, -0x1.13f83ap-14f, -0x1.2b07fep-17f, -0x1.d763e2p-21f, -0x1.3304b6p-24f},
    {-0x1.22ae1p-27f, -0x1.8b03f2p-28f, -0x1.4f6404p-28f, 0x1.efb6f8p-30f, 0x1.acfbeap-29f,
     0x1.7879b8p-30f, -0x1.ea1b36p-31f, -0x1.2d76ap-30f, -0x1.99c8b4p-32f, 0x1.4a091p-36f,
     0x1.b3f92ap-35f, 0x1.a0a27ep-37f, -0x1.c26ab6p-39f, 0x1.0d9b4ep-42f, -0x1.f8bf0ap-47f,
     0x1.2783cp-49f},
    {-0x1.938112p-1f, -0x1.56ab32p-1f, -0x1.b8baccp-2f, -0x1.d2298cp-3f, -0x1.7bca64p-8f,
     0x1.7d3726p-4f, 0x1.a3b424p-4f, 0x1.30cfb2p-4f, 0x1.51c64ep-5f, 0x1.223674p-6f,
     0x1.9e97fcp-8f, 0x1.b4062ap-10f, 0x1.5c97ccp-12f, 0x1.b1d66cp-15f, 0x1.860038p-18f,
     0x1.1ded8cp-21f},
    {0x1.bdd514p-29f, 0x1.4ec994p-28f, -0x1.2b357ap-27f, 0x1.1dcb3p-28f, -0x1.e399f6p-33f,
     0x1.043f5ap-31f, 0x1.327736p-34f, 0x1.482eb8p-29f, 0x1.74f8bp-30f, -0x1.c2e912p-31f,
     0x1.2733bp-33f, -0x1.946a48p-35f, -0x1.d1210cp-38f, 0x1.e3f48p-43f, -0x1.8780a6p-44f,
     0x1.360fc8p-46f},
    {0x1.685f38p-4f, 0x1.29ce64p-2f, 0x1.8cd1a2p-2f, 0x1.6c3cep-2f, 0x1.afb88ep-3f,
     0x1.0e4282p-4f, -0x1.d9cb88p-6f, -0x1.9375c4p-5f, -0x1.4ddd66p-5f, -0x1.7b0892p-6f,
     -0x1.4f017ep-7f, -0x1.abb7cp-9f, -0x1.9674aap-11f, -0x1.26ff6p-13f, -0x1.32068ap-16f,
     -0x1.fd82e6p-20f},
    {0x1.0a0e9ap-2f, 0x1.60b97ep-3f, 0x1.02961p-6f, -0x1.680c26p-4f, -0x1.271242p-3f,
     -0x1.c4847ep-4f, -0x1.567322p-5f, -0x1.6cf672p-9f, 0x1.e7164p-7f, 0x1.ecdb84p-7f,
     0x1.2ad63p-7f, 0x1.ea1572p-9f, 0x1.1e5a74p-10f, 0x1.efa198p-13f, 0x1.2d5ecep-15f,
     0x1.2007bp-18f},
    {-0x1.11d4f4p-5f, -0x1.a8cafp-4f, -0x1.d2b774p-4f, -0x1.3229e2p-4f, -0x1.e58aa4p-13f,
     0x1.3e8126p-5f, 0x1.31dfap-5f, 0x1.565f2p-6f, 0x1.442e44p-8f, -0x1.a8b916p-9f,
     -0x1.1eb9e8p-8f, -0x1.5bac8p-9f, -0x1.0a2b22p-10f, -0x1.1c72a2p-12f, -0x1.9eb6bep-15f,
     -0x1.cdc372p-18f},
    {-0x1.e09f8ap-5f, -0x1.e5424ep-6f, 0x1.104a48p-6f, 0x1.3a7464p-5f, 0x1.0e526ap-5f,
     0x1.361f74p-7f, -0x1.0771fcp-7f, -0x1.5618fep-7f, -0x1.c4094cp-8f, -0x1.1c3bb6p-9f,
     0x1.ff975ep-12f, 0x1.16a764p-10f, 0x1.48b51p-11f, 0x1.cee3e8p-13f, 0x1.a2f9a6p-15f,
     0x1.1563p-17f},
    {0x1.f08124p-8f, 0x1.6ce7f8p-6f, 0x1.427a2ap-6f, 0x1.b3a368p-8f, -0x1.2c648cp-7f,
     -0x1.4f74e6p-7f, -0x1.c7da16p-9f, 0x1.4cc632p-11f, 0x1.25c642p-9f, 0x1.d844b2p-10f,
     0x1.70dbd8p-11f, -0x1.40effp-14f, -0x1.e366f8p-13f, -0x1.07fe42p-13f, -0x1.3c2146p-15f,
     -0x1.00d0ccp-17f},
    {0x1.34f386p-7f, 0x1.cdc0fap-9f, -0x1.5880d6p-8f, -0x1.f77c82p-8f, -0x1.956a2ap-9f,
     0x1.b11a78p-10f, 0x1.2c83bap-9f, 0x1.3b9e4p-10f, 0x1.467f02p-13f, -0x1.a315eep-12f,
     -0x1.b79dc2p-12f, -0x1.58e66p-13f, 0x1.2c5848p-16f, 0x1.7cdaecp-15f, 0x1.5e395ep-16f,
     0x1.7268c4p-18f},
    {-0x1.2ec2cap-10f, -0x1.bc8548p-9f, -0x1.3d41dcp-9f, 0x1.c69ab4p-13f, 0x1.109f3ap-9f,
     0x1.e12866p-11f, -0x1.45b27ep-12f, -0x1.c48a7p-12f, -0x1.2c138p-12f, -0x1.76d224p-14f,
     0x1.f530fep-15f, 0x1.6f3baep-14f, 0x1.01315ap-15f, -0x1.8e7abap-18f, -0x1.143e22p-17f,
     -0x1.8c0522p-19f},
    {-0x1.2a6d06p-10f, -0x1.1f7c6ap-11f, 0x1.ab8ffep-11f, 0x1.004b74p-10f, -0x1.7947a6p-14f,
     -0x1.ee76bp-12f, -0x1.83b6eep-13f, 0x1.0c96aap-16f, 0x1.d2f604p-15f, 0x1.f352c2p-15f,
     0x1.1c806ap-15f, -0x1.a3e7ep-18f, -0x1.2ee40ap-16f, -0x1.ec5ebp-18f, 0x1.5fac36p-21f,
     0x1.8a7a0cp-20f},
};
/* d/dx x S(t(x)), for x >= -4 */
ACTIVATION_VECTOR(activation_floats_gelu_tanh_derivative, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 5.5f);
  activation_floats_pair k = activation_floats_of_cells(
      activation_gelu_tanh_slope_cells, 9, activation_floats_cell(u, 0x1.681296p+1f), u);
  return activation_floats_slope(x, k);
}

/* log(1 + e^-u) */
static const float activation_softplus_cells[12][16] = {
    {0x1.45c726p-2f, 0x1.3d94cap+0f, 0x1.31287ep+1f, 0x1.c20fd6p+1f, 0x1.27d2cep+2f,
     0x1.7155ccp+2f, 0x1.bab542p+2f, 0x1.01d34ep+3f, 0x1.25f802p+3f, 0x1.49d85p+3f,
     0x1.6deb64p+3f, 0x1.9244fp+3f, 0x1.b76b34p+3f, 0x1.db4adep+3f, 0x1.002992p+4f,
     0x1.11eedep+4f},
    {0x1.17e5c2p-1f, 0x1.042352p-2f, 0x1.6927bap-4f, 0x1.dfc148p-6f, 0x1.408f7ap-7f,
     0x1.97ecdcp-9f, 0x1.03859cp-10f, 0x1.4c338ap-12f, 0x1.ad8478p-14f, 0x1.17fa84p-15f,
     0x1.6abdc6p-17f, 0x1.d1f0a6p-19f, 0x1.23dce8p-20f, 0x1.7c83e6p-22f, 0x1.de744ep-24f,
     0x1.3b25aep-25f},
    {-0x1.c9433cp-26f, -0x1.73ac6ap-29f, -0x1.498f1ap-29f, -0x1.306a72p-36f, -0x1.241d08p-32f,
     0x1.69851ap-34f, -0x1.b8af9p-36f, -0x1.116fa4p-38f, -0x1.25ca14p-41f, 0x1.8ab16ap-40f,
     -0x1.444d06p-43f, -0x1.77bde8p-44f, -0x1.24f818p-45f, -0x1.f4d2bep-48f, -0x1.655cc6p-50f,
     -0x1.52e032p-50f},
    {-0x1.af3c5p-2f, -0x1.cb72c4p-3f, -0x1.59b0e4p-4f, -0x1.d8cc8ap-6f, -0x1.3eff6p-7f,
     -0x1.974a88p-9f, -0x1.0364bcp-10f, -0x1.4c2612p-12f, -0x1.ad7ed6p-14f, -0x1.17f952p-15f,
     -0x1.6abd46p-17f, -0x1.d1f07p-19f, -0x1.23dcdep-20f, -0x1.7c83e2p-22f, -0x1.de744cp-24f,
     -0x1.3b25acp-25f},
    {0x1.7529eep-27f, 0x1.10a1p-28f, -0x1.e13a14p-29f, -0x1.629548p-31f, -0x1.6df19p-32f,
     0x1.d9b61cp-34f, 0x1.391a48p-35f, 0x1.2e5f48p-37f, -0x1.3375e8p-39f, -0x1.1e435p-40f,
     0x1.a9526ap-42f, -0x1.ee140cp-46f, 0x1.f5b38p-45f, 0x1.d8da64p-47f, 0x1.ba1e66p-52f,
     -0x1.e42d6cp-50f},
    {0x1.f3428ep-4f, 0x1.64602cp-4f, 0x1.3c84p-5f, 0x1.cb27cp-7f, 0x1.3be462p-8f, 0x1.960688p-10f,
     0x1.032306p-11f, 0x1.4c0b22p-13f, 0x1.ad7394p-15f, 0x1.17f6eep-16f, 0x1.6abc44p-18f,
     0x1.d1f006p-20f, 0x1.23dcc8p-21f, 0x1.7c83d8p-23f, 0x1.de7448p-25f, 0x1.3b25acp-26f},
    {-0x1.a4067ep-8f, -0x1.05f83p-6f, -0x1.5ec94p-7f, -0x1.206fdp-8f, -0x1.9cfd24p-10f,
     -0x1.0d005ep-11f, -0x1.58d4fep-13f, -0x1.ba71b8p-15f, -0x1.1e3e0cp-16f, -0x1.7542ep-18f,
     -0x1.e3a308p-20f, -0x1.369f7ap-21f, -0x1.85262cp-23f, -0x1.fb5a64p-25f, -0x1.3ef82ep-26f,
     -0x1.a4323ep-28f},
    {-0x1.33fe9p-8f, -0x1.4f0d74p-12f, 0x1.c4b6dcp-10f, 0x1.fd42aep-11f, 0x1.8cd372p-12f,
     0x1.09a71ep-13f, 0x1.5777a4p-15f, 0x1.b9e28ep-17f, 0x1.1e2048p-18f, 0x1.753664p-20f,
     0x1.e39dfcp-22f, 0x1.369e92p-23f, 0x1.852616p-25f, 0x1.fb5a98p-27f, 0x1.3ef872p-28f,
     0x1.a43288p-30f},
    {0x1.4374aep-11f, 0x1.c82368p-11f, -0x1.465424p-15f, -0x1.3252fp-13f, -0x1.242f34p-14f,
     -0x1.9e6636p-16f, -0x1.10966ep-17f, -0x1.609a4ap-19f, -0x1.c969a2p-21f, -0x1.2a7a7p-22f,
     -0x1.82d7dp-24f, -0x1.f0f48ap-26f, -0x1.374eaap-27f, -0x1.95ddc8p-29f, -0x1.fe5722p-31f,
     -0x1.5024fp-32f},
    {0x1.22972ep-12f, -0x1.293a2ep-13f, -0x1.0febdap-14f, 0x1.4d915p-17f, 0x1.44a418p-17f,
     0x1.0631dap-18f, 0x1.6575c4p-20f, 0x1.d36bp-22f, 0x1.303a3p-23f, 0x1.8d857ep-25f,
     0x1.01b724p-26f, 0x1.4b1c08p-28f, 0x1.9ec1fep-30f, 0x1.0e67cep-31f, 0x1.53f3c2p-33f,
     0x1.bfebf4p-35f},
    {-0x1.ea29bcp-15f, -0x1.da1e72p-16f, 0x1.3b8734p-16f, 0x1.22d426p-19f, -0x1.c1ef3cp-21f,
     -0x1.0cbedcp-21f, -0x1.8da1fcp-23f, -0x1.0a1202p-24f, -0x1.5d0afp-26f, -0x1.c998bp-28f,
     -0x1.29065p-29f, -0x1.7db3p-31f, -0x1.dd5856p-33f, -0x1.378d3p-34f, -0x1.8702cap-36f,
     -0x1.0217ap-37f},
    {-0x1.39260ap-16f, 0x1.dcdd38p-17f, -0x1.6867fcp-20f, -0x1.23e444p-20f, -0x1.2eaf8ap-25f,
     0x1.a554a8p-25f, 0x1.8e3b9ap-26f, 0x1.1bab9ep-27f, 0x1.7835a6p-29f, 0x1.e84dp-31f,
     0x1.3ac07p-32f, 0x1.94e41p-34f, 0x1.043dc8p-35f, 0x1.4e7674p-37f, 0x1.add248p-39f,
     0x1.142d74p-40f},
};
/* log(1 + e^x) = max(0, x) + log(1 + e^-|x|), for x in [-17.5, 2^100] */
ACTIVATION_VECTOR(activation_floats_softplus, (activation_floats x)) {
  activation_floats u = activation_floats_magnitude(x, 17.5f);
  activation_floats_pair k = activation_floats_of_cells(
      activation_softplus_cells, 8, activation_floats_cell(u, 0x1.c2e8bap-1f), u);
  activation_floats most, y;
  x = _mm512_max_ps(_mm512_setzero_ps(), x);
  y = _mm512_add_ps(x, k.value);
  most = _mm512_max_ps(x, k.value);
  k.rest = _mm512_add_ps(k.rest, _mm512_sub_ps(_mm512_min_ps(x, k.value), _mm512_sub_ps(y, most)));
  return _mm512_add_ps(y, k.rest);
}

/* x / (1 + |x|) */
ACTIVATION_VECTOR(activation_floats_softsign, (activation_floats x)) {
  const activation_floats one = _mm512_set1_ps(1);
  activation_floats t = activation_floats_clamp(x, -0x1p60f, 0x1p60f), a = _mm512_abs_ps(t);
  activation_floats d = _mm512_add_ps(a, one), r = activation_floats_reciprocal(d), lost, q, rest;
  lost = _mm512_sub_ps(_mm512_min_ps(a, one), _mm512_sub_ps(d, _mm512_max_ps(a, one)));
  q = _mm512_mul_ps(t, r);
  rest = _mm512_fnmadd_ps(q, lost, _mm512_fnmadd_ps(q, d, t));
  return _mm512_fmadd_ps(rest, r, q);
}

/* x, or e^x - 1 where x < 0 */
ACTIVATION_VECTOR(activation_floats_elu, (activation_floats x)) {
  const activation_floats shift = _mm512_set1_ps(0x1.8p19f), one = _mm512_set1_ps(1);
  activation_floats t = _mm512_max_ps(_mm512_set1_ps(-20), x), z, n, r, p, power, low, y;
  __m512i whole;
  z = _mm512_fmadd_ps(t, _mm512_set1_ps(0x1.715476p0f), shift);
  n = _mm512_sub_ps(z, shift);
  t = _mm512_fnmadd_ps(n, _mm512_set1_ps(0x1.62e43p-1f), t); /* exact */
  low = _mm512_fmadd_ps(n, _mm512_set1_ps(0x1.05c61p-29f),
                        activation_floats_of_16(activation_exp2_rest, z));
  r = _mm512_add_ps(t, low);
  p = _mm512_fmadd_ps(r, _mm512_set1_ps(0x1.555556p-5f), _mm512_set1_ps(0x1.555556p-3f));
  p = _mm512_fmadd_ps(r, p, _mm512_set1_ps(0.5f));
  p = _mm512_fmadd_ps(_mm512_mul_ps(r, r), p, low);
  /* 2^n: the table's entry, with the whole part of n in its exponent */
  whole = _mm512_slli_epi32(_mm512_castps_si512(z), 19);
  whole = _mm512_and_si512(whole, _mm512_set1_epi32((int)0xff800000u));
  power = activation_floats_of_16(activation_exp2_high, z);
  power = _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(power), whole));
  y = _mm512_sub_ps(power, one);
  low = _mm512_sub_ps(power, _mm512_add_ps(y, one));
  low = _mm512_fmadd_ps(power, t, _mm512_fmadd_ps(power, p, low));
  y = _mm512_add_ps(y, low);
  return _mm512_mask_mov_ps(x, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), y);
}

/* x min(max(x + 3, 0), 6) / 6 */
ACTIVATION_VECTOR(activation_floats_hardswish, (activation_floats x)) {
  const activation_floats sixth = _mm512_set1_ps(0x1.555556p-3f), three = _mm512_set1_ps(3);
  const activation_floats missing = _mm512_set1_ps(-0x1.555556p-28f);
  activation_floats c = activation_floats_clamp(x, -3, 3), s = _mm512_add_ps(c, three), k, low, y;
  low = _mm512_sub_ps(c, _mm512_sub_ps(s, three));
  k = _mm512_mul_ps(s, sixth);
  low = _mm512_fmadd_ps(low, sixth, _mm512_fmadd_ps(s, missing, _mm512_fmsub_ps(s, sixth, k)));
  x = _mm512_max_ps(_mm512_set1_ps(-3), x);
  y = _mm512_mul_ps(x, k);
  low = _mm512_fmadd_ps(x, low, _mm512_fmsub_ps(x, k, y));
  return _mm512_mask_mov_ps(_mm512_add_ps(y, low), _mm512_cmp_ps_mask(x, three, _CMP_GE_OQ), x);
}

/* (2 x + 3) / 6 between -3 and 3 */
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

/*
 * The float forms of a value, scalar and array: vf, a function of activation_floats, where there is
 * AVX-512, and elsewhere f, a `static inline float f(float)`. Every element gets the same bits in
 * either form, wherever it lies.
 */
#define ACTIVATION_VECTOR_VALUE(name, vf, f) \
  ACTIVATION_VECTOR_VALUE_WITHIN(name, -INFINITY, INFINITY, vf, f)

/* The same where vf holds for x in [low, high] alone (and gives NaN for NaN); the rest is f's. */
#define ACTIVATION_VECTOR_VALUE_WITHIN(name, low, high, vf, f)                                    \
  ACTIVATION_VECTOR_VALUES(name, low, high, vf, f)                                                \
  ACTIVATION_VALUE_ARRAY(name, float, (const float *x, float *y, size_t n)) {                     \
    name##_values(x, y, n);                                                                       \
  }                                                                                               \
  ACTIVATION_VALUE(name, float, (float x)) { return name##_value_of(x); }

/* The same of a derivative: dx = dy * f'(x). */
#define ACTIVATION_VECTOR_DERIVATIVE(name, vdf, df) \
  ACTIVATION_VECTOR_DERIVATIVE_WITHIN(name, -INFINITY, INFINITY, vdf, df)
#define ACTIVATION_VECTOR_DERIVATIVE_WITHIN(name, low, high, vdf, df)                             \
  ACTIVATION_VECTOR_GRADIENTS(name, low, high, vdf, df)                                           \
  ACTIVATION_GRADIENT_ARRAY(name, float, (const float *x, const float *dy, float *dx, size_t n)) { \
    name##_gradients(x, dy, dx, n);                                                               \
  }                                                                                               \
  ACTIVATION_DERIVATIVE(name, float, (float x)) { return name##_slope_of(x); }

/*
 * The same of a function with a parameter P, f being float f(float x, float P): vf where P has its
 * usual value, f elsewhere.
 */
#define ACTIVATION_VECTOR_VALUE_AT(name, P, usual, low, high, vf, f)                              \
  static inline float name##_usual_value(float x) { return f(x, usual); }                         \
  ACTIVATION_VECTOR_VALUES(name, low, high, vf, name##_usual_value)                               \
  static ACTIVATION_CLONES void name##_other_values(const float *x, float *y, size_t n, float P) { \
    size_t i;                                                                                     \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) y[i] = f(x[i], P);                                                    \
  }                                                                                               \
  ACTIVATION_VALUE_ARRAY(name, float, (const float *x, float *y, size_t n, float P)) {            \
    if (P == usual) {                                                                             \
      name##_values(x, y, n);                                                                     \
    } else {                                                                                      \
      name##_other_values(x, y, n, P);                                                            \
    }                                                                                             \
  }                                                                                               \
  ACTIVATION_VALUE(name, float, (float x, float P)) {                                             \
    return P == usual ? name##_value_of(x) : f(x, P);                                             \
  }
#define ACTIVATION_VECTOR_DERIVATIVE_AT(name, P, usual, low, high, vdf, df)                       \
  static inline float name##_usual_slope(float x) { return df(x, usual); }                        \
  ACTIVATION_VECTOR_GRADIENTS(name, low, high, vdf, name##_usual_slope)                           \
  static ACTIVATION_CLONES void name##_other_gradients(                                           \
      const float *x, const float *dy, float *dx, size_t n, float P) {                            \
    size_t i;                                                                                     \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) dx[i] = dy[i] * df(x[i], P);                                          \
  }                                                                                               \
  ACTIVATION_GRADIENT_ARRAY(name, float,                                                          \
                            (const float *x, const float *dy, float *dx, size_t n, float P)) {    \
    if (P == usual) {                                                                             \
      name##_gradients(x, dy, dx, n);                                                             \
    } else {                                                                                      \
      name##_other_gradients(x, dy, dx, n, P);                                                    \
    }                                                                                             \
  }                                                                                               \
  ACTIVATION_DERIVATIVE(name, float, (float x, float P)) {                                        \
    return P == usual ? name##_slope_of(x) : df(x, P);                                            \
  }

/* The functions behind these forms: NAME_values(x, y, n) and float NAME_value_of(float x);
 * NAME_gradients(x, dy, dx, n) and float NAME_slope_of(float x), which is f'. */
#define ACTIVATION_VECTOR_VALUES(name, low, high, vf, f)                                          \
  static ACTIVATION_CLONES void name##_values_by_one(const float *x, float *y, size_t n) {        \
    size_t i;                                                                                     \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) y[i] = f(x[i]);                                                       \
  }                                                                                               \
  ACTIVATION_BY_SIXTEEN_(name, value, low, high, vf, f)                                           \
  ACTIVATION_VALUES_BY_SIXTEEN_(name)
#define ACTIVATION_VECTOR_GRADIENTS(name, low, high, vdf, df)                                     \
  static ACTIVATION_CLONES void name##_slopes_by_one(const float *x, float *y, size_t n) {        \
    size_t i;                                                                                     \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) y[i] = df(x[i]);                                                      \
  }                                                                                               \
  static ACTIVATION_CLONES void name##_gradients_by_one(                                          \
      const float *x, const float *dy, float *dx, size_t n) {                                     \
    size_t i;                                                                                     \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) dx[i] = dy[i] * df(x[i]);                                             \
  }                                                                                               \
  ACTIVATION_BY_SIXTEEN_(name, slope, low, high, vdf, df)                                         \
  ACTIVATION_GRADIENTS_BY_SIXTEEN_(name)

#if ACTIVATION_AVX512
static inline int activation_has_floats(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

/* Which x lie outside; no NaN does. An infinite bound costs nothing. */
ACTIVATION_V4 __attribute__((always_inline)) static inline __mmask16 activation_floats_outside(
    activation_floats x, float low, float high) {
  __mmask16 outside = 0;
  if (low > -INFINITY) outside = _mm512_cmp_ps_mask(x, _mm512_set1_ps(low), _CMP_LT_OQ);
  if (high < INFINITY) outside |= _mm512_cmp_ps_mask(x, _mm512_set1_ps(high), _CMP_GT_OQ);
  return outside;
}

/* The first n < 16 of sixteen. */
ACTIVATION_V4 __attribute__((always_inline)) static inline __mmask16 activation_first(size_t n) {
  return (__mmask16)((1u << n) - 1);
}

#define ACTIVATION_BY_SIXTEEN_(name, what, low, high, vf, f)                                      \
  ACTIVATION_V4 __attribute__((noinline)) static activation_floats name##_##what##_outside(       \
      activation_floats x, activation_floats y, __mmask16 outside) {                              \
    float elements[16];                                                                           \
    _mm512_storeu_ps(elements, x);                                                                \
    name##_##what##s_by_one(elements, elements, 16);                                              \
    return _mm512_mask_loadu_ps(y, outside, elements);                                            \
  }                                                                                               \
  ACTIVATION_VECTOR(name##_##what##_of_sixteen, (activation_floats x)) {                          \
    activation_floats y = vf(x);                                                                  \
    __mmask16 outside = activation_floats_outside(x, low, high);                                  \
    return __builtin_expect(outside != 0, 0) ? name##_##what##_outside(x, y, outside) : y;        \
  }                                                                                               \
  ACTIVATION_V4 static float name##_##what##_of_lane(float x) {                                   \
    return _mm512_cvtss_f32(vf(_mm512_set1_ps(x)));                                               \
  }                                                                                               \
  static inline float name##_##what##_of(float x) {                                               \
    return activation_has_floats() && !(x < low) && !(x > high) ? name##_##what##_of_lane(x)      \
                                                                : f(x);                           \
  }
#define ACTIVATION_VALUES_BY_SIXTEEN_(name)                                                       \
  ACTIVATION_V4 static void name##_values_by_sixteen(const float *x, float *y, size_t n) {        \
    for (; n >= 16; n -= 16, x += 16, y += 16) {                                                  \
      _mm512_storeu_ps(y, name##_value_of_sixteen(_mm512_loadu_ps(x)));                           \
    }                                                                                             \
    if (n > 0) {                                                                                  \
      __mmask16 some = activation_first(n);                                                       \
      _mm512_mask_storeu_ps(y, some, name##_value_of_sixteen(_mm512_maskz_loadu_ps(some, x)));    \
    }                                                                                             \
  }                                                                                               \
  static inline void name##_values(const float *x, float *y, size_t n) {                          \
    if (activation_has_floats()) {                                                                \
      name##_values_by_sixteen(x, y, n);                                                          \
    } else {                                                                                      \
      name##_values_by_one(x, y, n);                                                              \
    }                                                                                             \
  }
#define ACTIVATION_GRADIENTS_BY_SIXTEEN_(name)                                                    \
  ACTIVATION_V4 static void name##_gradients_by_sixteen(                                          \
      const float *x, const float *dy, float *dx, size_t n) {                                     \
    for (; n >= 16; n -= 16, x += 16, dy += 16, dx += 16) {                                       \
      activation_floats slope = name##_slope_of_sixteen(_mm512_loadu_ps(x));                      \
      _mm512_storeu_ps(dx, _mm512_mul_ps(_mm512_loadu_ps(dy), slope));                            \
    }                                                                                             \
    if (n > 0) {                                                                                  \
      __mmask16 some = activation_first(n);                                                       \
      activation_floats slope = name##_slope_of_sixteen(_mm512_maskz_loadu_ps(some, x));          \
      slope = _mm512_mul_ps(_mm512_maskz_loadu_ps(some, dy), slope);                              \
      _mm512_mask_storeu_ps(dx, some, slope);                                                     \
    }                                                                                             \
  }                                                                                               \
  static inline void name##_gradients(const float *x, const float *dy, float *dx, size_t n) {     \
    if (activation_has_floats()) {                                                                \
      name##_gradients_by_sixteen(x, dy, dx, n);                                                  \
    } else {                                                                                      \
      name##_gradients_by_one(x, dy, dx, n);                                                      \
    }                                                                                             \
  }
#else
#define ACTIVATION_BY_SIXTEEN_(name, what, low, high, vf, f) \
  static inline float name##_##what##_of(float x) { return f(x); }
#define ACTIVATION_VALUES_BY_SIXTEEN_(name)                                                       \
  static inline void name##_values(const float *x, float *y, size_t n) {                          \
    name##_values_by_one(x, y, n);                                                                \
  }
#define ACTIVATION_GRADIENTS_BY_SIXTEEN_(name)                                                    \
  static inline void name##_gradients(const float *x, const float *dy, float *dx, size_t n) {     \
    name##_gradients_by_one(x, dy, dx, n);                                                        \
  }
#endif

#endif
