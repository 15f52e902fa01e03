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
/* e^t = 2^floor(n) (w + rest), n a multiple of 1/16. */
typedef struct {
  activation_floats n, w, rest;
} activation_floats_exponential;

/* Of t = hi + lo, |hi| <= 150, |lo| < 2^-15: to about 2^-29. */
ACTIVATION_V4 __attribute__((always_inline)) static inline activation_floats_exponential
activation_floats_exp_of_parts(activation_floats z, activation_floats n, activation_floats r) {
  activation_floats_exponential e;
  activation_floats t = activation_floats_of_16(activation_exp2_high, z), p;
  p = _mm512_fmadd_ps(r, _mm512_set1_ps(0x1.55565cp-3f), _mm512_set1_ps(0x1.000148p-1f));
  p = _mm512_fmadd_ps(_mm512_mul_ps(r, r), p, r);
  e.n = n;
  e.w = _mm512_fmadd_ps(t, p, t);
  e.rest = _mm512_add_ps(_mm512_fmadd_ps(t, p, _mm512_sub_ps(t, e.w)),
                         activation_floats_of_16(activation_exp2_low, z));
  return e;
}
ACTIVATION_V4 __attribute__((always_inline)) static inline activation_floats_exponential
activation_floats_exp(activation_floats hi, activation_floats lo) {
  const activation_floats shift = _mm512_set1_ps(0x1.8p19f);
  activation_floats z = _mm512_fmadd_ps(hi, _mm512_set1_ps(0x1.715476p0f), shift);
  activation_floats n = _mm512_sub_ps(z, shift), r;
  r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0x1.62e43p-1f), hi); /* exact */
  r = _mm512_add_ps(lo, _mm512_fmadd_ps(n, _mm512_set1_ps(0x1.05c61p-29f), r));
  return activation_floats_exp_of_parts(z, n, r);
}
/* Of -t, without a low part. */
ACTIVATION_V4 __attribute__((always_inline)) static inline activation_floats_exponential
activation_floats_exp_of_negated(activation_floats t) {
  const activation_floats shift = _mm512_set1_ps(0x1.8p19f);
  activation_floats z = _mm512_fnmadd_ps(t, _mm512_set1_ps(0x1.715476p0f), shift);
  activation_floats n = _mm512_sub_ps(z, shift), r;
  r = _mm512_fnmsub_ps(n, _mm512_set1_ps(0x1.62e43p-1f), t); /* exact */
  r = _mm512_fmadd_ps(n, _mm512_set1_ps(0x1.05c61p-29f), r);
  return activation_floats_exp_of_parts(z, n, r);
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

/* F(-u) e^(u^2/2), F the normal distribution function, for u in [0, 15): by the upper bits of
 * u + 1, a polynomial about the middle of each eighth of a binade. */
static const float activation_mills_0[32] = {
    0x1.f6704ep-3f, 0x1.bdb9f2p-3f, 0x1.8f6846p-3f, 0x1.690b32p-3f, 0x1.48de38p-3f,
    0x1.2d938ap-3f, 0x1.1630fap-3f, 0x1.01f838p-3f, 0x1.d0b31cp-4f, 0x1.99c2b6p-4f,
    0x1.6e040ap-4f, 0x1.4a724ap-4f, 0x1.2d01fep-4f, 0x1.1445a6p-4f, 0x1.fe6e5ep-5f,
    0x1.da2caep-5f, 0x1.ac6292p-5f, 0x1.7b5f34p-5f, 0x1.545298p-5f, 0x1.34805ap-5f,
    0x1.1a1574p-5f, 0x1.03cf06p-5f, 0x1.e18ddcp-6f, 0x1.c0a9c4p-6f, 0x1.e76f76p-2f,
    0x1.bb9424p-2f, 0x1.95b88ep-2f, 0x1.74d7e8p-2f, 0x1.58207ep-2f, 0x1.3ee88ep-2f,
    0x1.28a5d4p-2f, 0x1.14e6fep-2f,
};
static const float activation_mills_rest[32] = {
    -0x1.6e8da2p-29f, 0x1.525250p-28f, 0x1.736432p-28f, 0x1.d0cc78p-28f, 0x1.1ced2ep-30f,
    0x1.d968dep-29f, -0x1.068e1ep-28f, 0x1.fd0294p-30f, 0x1.28a136p-32f, 0x1.c0d656p-29f,
    -0x1.187f18p-29f, -0x1.b799f4p-30f, 0x1.869c06p-29f, -0x1.a58e08p-29f, 0x1.8dcef4p-32f,
    -0x1.6e8dc8p-30f, 0x1.9584e0p-30f, -0x1.d3995cp-30f, -0x1.9b486ap-30f, -0x1.59b27ap-32f,
    0x1.c54306p-31f, -0x1.f788dep-30f, -0x1.de9798p-32f, -0x1.7be932p-34f, 0x1.859888p-28f,
    0x1.857458p-27f, 0x1.a9d7f2p-29f, 0x1.593ef2p-28f, -0x1.ea119cp-27f, -0x1.d27ff0p-27f,
    -0x1.736114p-27f, 0x1.7058d8p-31f,
};
static const float activation_mills_1[32] = {
    -0x1.f7949ep-4f, -0x1.9851f2p-4f, -0x1.4ffe68p-4f, -0x1.18274ep-4f, -0x1.d8c1bcp-5f,
    -0x1.9328f6p-5f, -0x1.5b205ep-5f, -0x1.2d7c14p-5f, -0x1.ef2cc8p-6f, -0x1.85dc7cp-6f,
    -0x1.3a0094p-6f, -0x1.01c9bep-6f, -0x1.ae369cp-7f, -0x1.6c06bap-7f, -0x1.37c334p-7f,
    -0x1.0dd422p-7f, -0x1.b9fa6ap-8f, -0x1.5bcb40p-8f, -0x1.188feep-8f, -0x1.cdeeacp-9f,
    -0x1.82bdeep-9f, -0x1.486db4p-9f, -0x1.1a5102p-9f, -0x1.ea79b4p-10f, -0x1.7a0d5cp-2f,
    -0x1.45588cp-2f, -0x1.19baa6p-2f, -0x1.eacbbcp-3f, -0x1.ade41ap-3f, -0x1.7a88e4p-3f,
    -0x1.4efb30p-3f, -0x1.29d78ap-3f,
};
static const float activation_mills_2[32] = {
    0x1.b65930p-5f, 0x1.4a0316p-5f, 0x1.f9a620p-6f, 0x1.89994cp-6f, 0x1.36dd1ep-6f,
    0x1.f199aap-7f, 0x1.931dcep-7f, 0x1.4a384ap-7f, 0x1.f2f516p-8f, 0x1.621fb0p-8f,
    0x1.031b36p-8f, 0x1.852b48p-9f, 0x1.2ae26ap-9f, 0x1.d419d4p-10f, 0x1.74d5a4p-10f,
    0x1.2d6b4ap-10f, 0x1.c0f8e8p-11f, 0x1.3ae79ap-11f, 0x1.c9eaf6p-12f, 0x1.56ee08p-12f,
    0x1.073c44p-12f, 0x1.9ca82ep-13f, 0x1.494a3cp-13f, 0x1.0ade5ap-13f, 0x1.cfce96p-3f,
    0x1.7e9382p-3f, 0x1.3dae34p-3f, 0x1.097b54p-3f, 0x1.be70a6p-4f, 0x1.7992f8p-4f,
    0x1.411f8cp-4f, 0x1.1293e8p-4f,
};
static const float activation_mills_3[32] = {
    -0x1.56ada2p-6f, -0x1.e3d474p-7f, -0x1.5c322ap-7f, -0x1.fe2758p-8f, -0x1.7be736p-8f,
    -0x1.1f39c0p-8f, -0x1.b86ebap-9f, -0x1.56131ap-9f, -0x1.dec508p-10f, -0x1.34a210p-10f,
    -0x1.9ccf4cp-11f, -0x1.1cff04p-11f, -0x1.948d88p-12f, -0x1.262b38p-12f, -0x1.b504e6p-13f,
    -0x1.4acbcap-13f, -0x1.c158f0p-14f, -0x1.19b9d8p-14f, -0x1.72072ep-15f, -0x1.f8fedcp-16f,
    -0x1.63da9cp-16f, -0x1.01b36ap-16f, -0x1.7e19bcp-17f, -0x1.211996p-17f, -0x1.e4be82p-4f,
    -0x1.81f8f0p-4f, -0x1.35748ep-4f, -0x1.f387acp-5f, -0x1.95c5dep-5f, -0x1.4ba87ap-5f,
    -0x1.10b324p-5f, -0x1.c305dep-6f,
};
static const float activation_mills_4[32] = {
    0x1.ec62f4p-8f, 0x1.481da4p-8f, 0x1.be5f5ap-9f, 0x1.357d88p-9f, 0x1.b4e1bep-10f,
    0x1.3982d8p-10f, 0x1.c8f522p-11f, 0x1.51d6dap-11f, 0x1.b9c72ap-12f, 0x1.04181ep-12f,
    0x1.3f6e22p-13f, 0x1.970282p-14f, 0x1.0bd022p-14f, 0x1.6a9f8cp-15f, 0x1.f789e2p-16f,
    0x1.658a70p-16f, 0x1.bdca30p-17f, 0x1.f47d14p-18f, 0x1.293d1cp-18f, 0x1.71fa56p-19f,
    0x1.df0694p-20f, 0x1.40b182p-20f, 0x1.b9faf2p-21f, 0x1.38511cp-21f, 0x1.c115fap-5f,
    0x1.5ab43ap-5f, 0x1.0d8f08p-5f, 0x1.a608aap-6f, 0x1.4c9292p-6f, 0x1.07c26cp-6f,
    0x1.a4f85ap-7f, 0x1.51f61ap-7f,
};
static const float activation_mills_5[32] = {
    -0x1.47f6ccp-9f, -0x1.9ed134p-10f, -0x1.0c08e6p-10f, -0x1.616f42p-11f, -0x1.daee78p-12f,
    -0x1.44cb54p-12f, -0x1.c3a978p-13f, -0x1.3ef48ap-13f, -0x1.861cccp-14f, -0x1.a6016ep-15f,
    -0x1.de3ee2p-16f, -0x1.1a561ap-16f, -0x1.59acb4p-17f, -0x1.b51268p-18f, -0x1.1c5c2ap-18f,
    -0x1.7ba0f8p-19f, -0x1.b1c7f8p-20f, -0x1.b59af6p-21f, -0x1.d75772p-22f, -0x1.0c1a76p-22f,
    -0x1.3f6c66p-23f, -0x1.8be5d4p-24f, -0x1.fbb2d0p-25f, -0x1.4f592ap-25f, -0x1.78e302p-6f,
    -0x1.1b04cep-6f, -0x1.ac1d1ap-7f, -0x1.460ee2p-7f, -0x1.f407d4p-8f, -0x1.81f04cp-8f,
    -0x1.2bc84ep-8f, -0x1.d49b0ep-9f,
};
/* x F(x) */
ACTIVATION_VECTOR(activation_floats_gelu, (activation_floats x)) {
  const activation_floats one = _mm512_set1_ps(1), zero = _mm512_setzero_ps();
  activation_floats u = _mm512_min_ps(_mm512_set1_ps(14.9f), _mm512_abs_ps(x)), middle, d, p, c;
  activation_floats square = _mm512_mul_ps(u, u), half = _mm512_set1_ps(-0.5f), y, low, t;
  activation_floats_exponential e;
  __m512i bits, j;
  bits = _mm512_castps_si512(_mm512_add_ps(u, one));
  j = _mm512_srli_epi32(bits, 20);
  middle = _mm512_castsi512_ps(_mm512_or_si512(_mm512_slli_epi32(j, 20), _mm512_set1_epi32(1 << 19)));
  d = _mm512_sub_ps(u, _mm512_sub_ps(middle, one));
  p = activation_floats_of_32(activation_mills_5, j);
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_mills_4, j));
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_mills_3, j));
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_mills_2, j));
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_mills_1, j));
  p = _mm512_fmadd_ps(p, d, activation_floats_of_32(activation_mills_rest, j));
  c = activation_floats_of_32(activation_mills_0, j);
  e = activation_floats_exp(_mm512_mul_ps(square, half),
                            _mm512_mul_ps(_mm512_fmsub_ps(u, u, square), half));
  /* -u (c + p) (w + rest), the products' own errors included */
  t = _mm512_mul_ps(u, c);
  low = _mm512_fmadd_ps(u, p, _mm512_fmsub_ps(u, c, t));
  y = _mm512_fmadd_ps(low, e.w, _mm512_mul_ps(t, e.rest));
  y = _mm512_scalef_ps(_mm512_fmadd_ps(t, e.w, y), _mm512_add_ps(e.n, _mm512_set1_ps(40)));
  y = _mm512_mul_ps(y, _mm512_set1_ps(0x1p-40f));
  return _mm512_sub_ps(_mm512_max_ps(zero, x), y);
}

/*
 * Products of an exponential and a function of u in [0, 30): by the upper bits of u + 2.125 a
 * polynomial about a point of each eighth of a binade. Rows: the point; coefficients of d^0 and
 * d^1, and what is missing from those floats; further coefficients. Where the function has a root,
 * the point is the root.
 */
typedef struct {
  activation_floats value, rest;
} activation_floats_pair;

ACTIVATION_V4 __attribute__((always_inline)) static inline activation_floats_pair
activation_floats_of_cells(const float (*cells)[32], int degree, activation_floats u) {
  activation_floats above = _mm512_add_ps(u, _mm512_set1_ps(2.125f)), d, q, c, m;
  activation_floats_pair y;
  __m512i j = _mm512_srli_epi32(_mm512_castps_si512(above), 20);
  int k;
  d = _mm512_sub_ps(u, activation_floats_of_32(cells[0], j));
  q = activation_floats_of_32(cells[degree + 3], j);
  for (k = degree + 2; k > 4; k--) {
    q = _mm512_fmadd_ps(q, d, activation_floats_of_32(cells[k], j));
  }
  q = _mm512_fmadd_ps(q, d, activation_floats_of_32(cells[4], j));
  /* c0 + c1 d with their errors, and the rest */
  q = _mm512_fmadd_ps(q, d, activation_floats_of_32(cells[2], j));
  c = activation_floats_of_32(cells[3], j);
  m = _mm512_mul_ps(c, d);
  q = _mm512_add_ps(q, _mm512_fmsub_ps(c, d, m));
  c = activation_floats_of_32(cells[1], j);
  y.value = _mm512_add_ps(c, m);
  y.rest = _mm512_add_ps(q, _mm512_sub_ps(m, _mm512_sub_ps(y.value, c)));
  return y;
}

/* e^(hi + lo) k, rounded once more only where it is subnormal. */
ACTIVATION_VECTOR(activation_floats_decay,
                  (activation_floats hi, activation_floats lo, activation_floats_pair k)) {
  activation_floats_exponential e = activation_floats_exp(hi, lo);
  activation_floats y = _mm512_fmadd_ps(k.rest, e.w, _mm512_mul_ps(k.value, e.rest));
  return _mm512_scalef_ps(_mm512_fmadd_ps(k.value, e.w, y), e.n);
}

/* The derivative of x S(x) at -u, divided by e^-u. */
static const float activation_silu_cells[10][32] = {
    {0x0p+0f, 0x1p-2f, 0x1p-1f, 0x1.8p-1f, 0x1p+0f, 0x1.474974p+0f, 0x1.8p+0f, 0x1.cp+0f,
     0x1.1p+1f, 0x1.5p+1f, 0x1.9p+1f, 0x1.dp+1f, 0x1.08p+2f, 0x1.28p+2f, 0x1.48p+2f, 0x1.68p+2f,
     0x1.98p+2f, 0x1.d8p+2f, 0x1.0cp+3f, 0x1.2cp+3f, 0x1.4cp+3f, 0x1.6cp+3f, 0x1.8cp+3f,
     0x1.acp+3f, 0x1.dcp+3f, 0x1.0ep+4f, 0x1.2ep+4f, 0x1.4ep+4f, 0x1.6ep+4f, 0x1.8ep+4f,
     0x1.aep+4f, 0x1.cep+4f},
    {0x1p-1f, 0x1.eec30ap-2f, 0x1.b70566p-2f, 0x1.55368ep-2f, 0x1.92a946p-3f, 0x0p+0f,
     -0x1.7b04b4p-3f, -0x1.ac46b4p-2f, -0x1.9ad9f8p-1f, -0x1.599342p+0f, -0x1.e8d9e8p+0f,
     -0x1.3b8bf8p+1f, -0x1.815f5ap+1f, -0x1.c5cdbcp+1f, -0x1.04831ap+2f, -0x1.25a5b2p+2f,
     -0x1.56b8e4p+2f, -0x1.9772f2p+2f, -0x1.d7c486p+2f, -0x1.0bf3acp+3f, -0x1.2bfaf4p+3f,
     -0x1.4bfdf4p+3f, -0x1.6bff2ep+3f, -0x1.8bffacp+3f, -0x1.bbffecp+3f, -0x1.fbfffcp+3f,
     -0x1.1ep+4f, -0x1.3ep+4f, -0x1.5ep+4f, -0x1.7ep+4f, -0x1.9ep+4f, -0x1.bep+4f},
    {0x0p+0f, 0x1.b5c432p-28f, -0x1.3c36d8p-27f, -0x1.1327fap-29f, 0x1.f46872p-28f,
     -0x1.5cd412p-27f, 0x1.249688p-28f, 0x1.f141d8p-29f, 0x1.9a57bcp-26f, -0x1.81b6f8p-25f,
     0x1.309d24p-28f, 0x1.6e604ap-26f, 0x1.f93c8cp-25f, 0x1.4141c4p-26f, 0x1.01b57cp-23f,
     0x1.a6d9aap-26f, -0x1.07e826p-23f, -0x1.911a6ep-24f, -0x1.0d4e92p-23f, 0x1.ce3b06p-22f,
     0x1.4acceap-23f, -0x1.af908ap-23f, 0x1.4f9692p-23f, -0x1.bcd778p-25f, 0x1.cc92eep-22f,
     -0x1.8e59a6p-22f, 0x1.f50c26p-23f, 0x1.2cc294p-25f, 0x1.65974ep-28f, 0x1.a5c382p-31f,
     0x1.ee1a8ap-34f, 0x1.1fc2eap-36f},
    {-0x1.83d304p-31f, -0x1.1cdd2ep-3f, -0x1.31e6d8p-2f, -0x1.dc8ac8p-2f, -0x1.4027e6p-1f,
     -0x1.907afcp-1f, -0x1.c52b6p-1f, -0x1.f39adcp-1f, -0x1.10856cp+0f, -0x1.1d649ap+0f,
     -0x1.1e5ff4p+0f, -0x1.1a1e32p+0f, -0x1.14729p+0f, -0x1.0f233ap+0f, -0x1.0ace56p+0f,
     -0x1.0785a6p+0f, -0x1.043a46p+0f, -0x1.01e19ap+0f, -0x1.00cf9ap+0f, -0x1.005786p+0f,
     -0x1.00244cp+0f, -0x1.000edcp+0f, -0x1.000604p+0f, -0x1.00026cp+0f, -0x1.00009cp+0f,
     -0x1.000018p+0f, -0x1.000004p+0f, -0x1p+0f, -0x1p+0f, -0x1p+0f, -0x1p+0f, -0x1p+0f},
    {0x1.8a25fp-56f, 0x1.f6aeb8p-28f, 0x1.70605p-30f, -0x1.630edep-27f, 0x1.20c248p-27f,
     -0x1.3a7618p-28f, -0x1.4a1f9ap-26f, -0x1.eebd2cp-28f, -0x1.d286b8p-25f, -0x1.58a818p-28f,
     0x1.65f30cp-27f, -0x1.48ff8cp-26f, 0x1.4e91d8p-26f, 0x1.7d2054p-26f, -0x1.bc0ee4p-26f,
     0x1.e66b34p-25f, 0x1.b4c068p-25f, 0x1.01e466p-26f, -0x1.87934cp-25f, -0x1.2419b6p-26f,
     0x1.b498acp-25f, 0x1.3617b4p-25f, -0x1.d55df2p-25f, 0x1.fe777p-25f, 0x1.bb28dp-26f,
     -0x1.9db836p-27f, 0x1.31b55p-26f, -0x1.1e00d4p-25f, -0x1.559d62p-28f, -0x1.9477ap-31f,
     -0x1.db60c4p-34f, -0x1.159ff6p-36f},
    {-0x1p-2f, -0x1.362892p-2f, -0x1.52fbdcp-2f, -0x1.52cbb4p-2f, -0x1.3874a6p-2f,
     -0x1.05b01ep-2f, -0x1.aae01cp-3f, -0x1.3cfbp-3f, -0x1.5b238ep-4f, -0x1.64b54p-6f,
     0x1.3f674p-7f, 0x1.5967dep-6f, 0x1.6a7c78p-6f, 0x1.373b24p-6f, 0x1.e5a062p-7f,
     0x1.66774cp-7f, 0x1.aaea64p-8f, 0x1.8e99ccp-9f, 0x1.627efap-10f, 0x1.318b3p-11f,
     0x1.019a84p-12f, 0x1.ab432ep-14f, 0x1.5dccf2p-15f, 0x1.1b6fc8p-16f, 0x1.1fde78p-18f,
     0x1.6a0ae4p-21f, 0x1.be8364p-24f, 0x1.0f3d16p-26f, 0x1.45a0fcp-29f, 0x1.8328b6p-32f,
     0x1.c8a354p-35f, 0x1.0b7ad4p-37f},
    {-0x1.5554f4p-4f, -0x1.c7179ap-5f, -0x1.3262p-6f, 0x1.2f82c4p-6f, 0x1.8c15e4p-5f,
     0x1.15891ep-4f, 0x1.295fe2p-4f, 0x1.1b6b5p-4f, 0x1.bacf34p-5f, 0x1.f209ep-6f,
     0x1.a9b7d6p-7f, 0x1.a85944p-9f, -0x1.35551cp-10f, -0x1.5c7958p-9f, -0x1.6b093ep-9f,
     -0x1.35774ep-9f, -0x1.9e4d3ep-10f, -0x1.a3e044p-11f, -0x1.87661cp-12f, -0x1.5be14ep-13f,
     -0x1.2bc5dap-14f, -0x1.f96eaep-16f, -0x1.a3245p-17f, -0x1.5725b8p-18f, -0x1.60906ap-20f,
     -0x1.c0ce5p-23f, -0x1.174688p-25f, -0x1.55b016p-28f, -0x1.9c82fep-31f, -0x1.ecb62p-34f,
     -0x1.23ad36p-36f, -0x1.56cecep-39f},
    {0x1.555524p-6f, 0x1.13c8d8p-5f, 0x1.3b9becp-5f, 0x1.1b4e2cp-5f, 0x1.8edfcap-6f,
     0x1.5841a6p-7f, 0x1.9fced8p-11f, -0x1.c9bd5cp-8f, -0x1.8944fcp-7f, -0x1.5e76fep-7f,
     -0x1.b46622p-8f, -0x1.b2a874p-9f, -0x1.567eacp-10f, -0x1.3bf7ecp-12f, 0x1.000848p-13f,
     0x1.0b64d4p-12f, 0x1.fdbd9cp-13f, 0x1.32a29ap-13f, 0x1.3595acp-14f, 0x1.2032eep-15f,
     0x1.0007ccp-16f, 0x1.b92c24p-18f, 0x1.73e576p-19f, 0x1.3465acp-20f, 0x1.41af56p-22f,
     0x1.9f6938p-25f, 0x1.053798p-27f, 0x1.422854p-30f, 0x1.8763b6p-33f, 0x1.d5de18p-36f,
     0x1.1752ep-38f, 0x1.4972b6p-41f},
    {0x1.9816fp-7f, 0x1.e640dp-8f, 0x1.eb2032p-13f, -0x1.9265bp-8f, -0x1.3a8c48p-7f,
     -0x1.3bf284p-7f, -0x1.f7684cp-8f, -0x1.357b64p-8f, -0x1.e73f68p-11f, 0x1.7155c6p-10f,
     0x1.9d1572p-10f, 0x1.16c79p-10f, 0x1.2d052ep-11f, 0x1.1390b6p-12f, 0x1.996dbap-14f,
     0x1.59f26p-16f, -0x1.103a4p-16f, -0x1.2fcdfap-16f, -0x1.6bb5dap-17f, -0x1.6eda78p-18f,
     -0x1.558dbap-19f, -0x1.2f8bbp-20f, -0x1.05a068p-21f, -0x1.b93d3cp-23f, -0x1.e0b4c4p-25f,
     -0x1.3c3e3p-27f, -0x1.9308cap-30f, -0x1.f603e4p-33f, -0x1.334de6p-35f, -0x1.7331c8p-38f,
     -0x1.bb8c88p-41f, -0x1.06aa54p-43f},
    {-0x1.104fa4p-9f, -0x1.203f24p-8f, -0x1.3d4384p-8f, -0x1.c06c76p-9f, -0x1.2f66b6p-10f,
     0x1.afcfep-11f, 0x1.e1e55cp-10f, 0x1.0476c8p-9f, 0x1.586c84p-10f, 0x1.4d2d36p-12f,
     -0x1.f9336ap-14f, -0x1.85dcfap-13f, -0x1.192678p-13f, -0x1.3ec6a8p-14f, -0x1.39d58cp-15f,
     -0x1.0f5fa6p-16f, -0x1.91172p-19f, 0x1.21dc1p-20f, 0x1.2e955cp-20f, 0x1.662506p-21f,
     0x1.67fb68p-22f, 0x1.4ebb3ep-23f, 0x1.2953acp-24f, 0x1.0033dep-25f, 0x1.1bbb26p-27f,
     0x1.7d1dfp-30f, 0x1.eca7d2p-33f, 0x1.3603fep-35f, 0x1.7e8d0ap-38f, 0x1.d0f63p-41f,
     0x1.173146p-43f, 0x1.4c0a0cp-46f},
};
/* d/dx x S(x): at -u itself, at u 1 less it. */
ACTIVATION_VECTOR(activation_floats_silu_derivative, (activation_floats x)) {
  const activation_floats one = _mm512_set1_ps(1), zero = _mm512_setzero_ps();
  activation_floats u = _mm512_min_ps(_mm512_set1_ps(112), _mm512_abs_ps(x)), y;
  activation_floats_pair k;
  __mmask16 far = _mm512_cmp_ps_mask(u, _mm512_set1_ps(29), _CMP_GT_OQ);
  k = activation_floats_of_cells(activation_silu_cells, 6, _mm512_min_ps(_mm512_set1_ps(29), u));
  k.value = _mm512_mask_sub_ps(k.value, far, one, u);
  k.rest = _mm512_mask_mov_ps(k.rest, far, zero);
  y = activation_floats_decay(_mm512_sub_ps(zero, u), zero, k);
  return _mm512_mask_sub_ps(y, _mm512_cmp_ps_mask(x, zero, _CMP_GT_OQ), one, y);
}

/* The derivative of x F(x) at -u, divided by e^(-u^2/2). */
static const float activation_gelu_cells[10][32] = {
    {0x0p+0f, 0x1p-2f, 0x1p-1f, 0x1.80ead2p-1f, 0x1p+0f, 0x1.4p+0f, 0x1.8p+0f, 0x1.cp+0f,
     0x1.1p+1f, 0x1.5p+1f, 0x1.9p+1f, 0x1.dp+1f, 0x1.08p+2f, 0x1.28p+2f, 0x1.48p+2f, 0x1.68p+2f,
     0x1.98p+2f, 0x1.d8p+2f, 0x1.0cp+3f, 0x1.2cp+3f, 0x1.4cp+3f, 0x1.6cp+3f, 0x1.8cp+3f,
     0x1.acp+3f, 0x1.dcp+3f, 0x1.0ep+4f, 0x1.2ep+4f, 0x1.4ep+4f, 0x1.6ep+4f, 0x1.8ep+4f,
     0x1.aep+4f, 0x1.cep+4f},
    {0x1p-1f, 0x1.41d6f4p-2f, 0x1.3380a2p-3f, 0x0p+0f, -0x1.19524ap-3f, -0x1.1258fap-2f,
     -0x1.920e52p-2f, -0x1.069d1ap-1f, -0x1.5fd50ap-1f, -0x1.d2a16ep-1f, -0x1.211c9p+0f,
     -0x1.57d322p+0f, -0x1.8dc70ep+0f, -0x1.c32ddap+0f, -0x1.f82b7ap+0f, -0x1.166c6ep+1f,
     -0x1.3db5fap+1f, -0x1.71cc6p+1f, -0x1.a5a6fep+1f, -0x1.d95804p+1f, -0x1.06758p+2f,
     -0x1.2033ccp+2f, -0x1.39e98cp+2f, -0x1.53989cp+2f, -0x1.7a1592p+2f, -0x1.ad5992p+2f,
     -0x1.e092c6p+2f, -0x1.09e21ep+3f, -0x1.2377fep+3f, -0x1.3d0bbp+3f, -0x1.569db2p+3f,
     -0x1.702e5cp+3f},
    {0x0p+0f, -0x1.716504p-27f, 0x1.b104c4p-29f, -0x1.dc87p-28f, -0x1.cd2b9p-29f,
     0x1.f09e76p-27f, -0x1.0a081ep-30f, 0x1.d9645ap-27f, -0x1.a13bd8p-27f, -0x1.c28f34p-26f,
     0x1.213a8ep-25f, 0x1.6c24a8p-26f, -0x1.8d926p-28f, -0x1.c0d50cp-27f, -0x1.96f3cap-26f,
     0x1.b1e49ap-26f, -0x1.93376ap-26f, -0x1.87fcf2p-24f, 0x1.9de08p-26f, -0x1.bb918ap-26f,
     0x1.1ad882p-25f, -0x1.58774p-23f, 0x1.94f794p-24f, -0x1.33d652p-26f, 0x1.72f31p-23f,
     -0x1.8126c8p-23f, -0x1.783ap-26f, -0x1.eb9a96p-22f, -0x1.da028p-23f, -0x1.daae2p-22f,
     0x1.c72122p-26f, 0x1.cbb08cp-22f},
    {-0x1.988454p-1f, -0x1.638552p-1f, -0x1.3f03b4p-1f, -0x1.25126cp-1f, -0x1.1296bcp-1f,
     -0x1.04d48ep-1f, -0x1.f4f466p-2f, -0x1.e5194p-2f, -0x1.d39c8ap-2f, -0x1.c3e86p-2f,
     -0x1.b9816ap-2f, -0x1.b25338p-2f, -0x1.ad3176p-2f, -0x1.a96a66p-2f, -0x1.a6905ap-2f,
     -0x1.a45d1ap-2f, -0x1.a1e7b8p-2f, -0x1.9fa5b4p-2f, -0x1.9e1bb4p-2f, -0x1.9d03bep-2f,
     -0x1.9c36p-2f, -0x1.9b9a86p-2f, -0x1.9b2244p-2f, -0x1.9ac364p-2f, -0x1.9a56b4p-2f,
     -0x1.99efc6p-2f, -0x1.99a76ep-2f, -0x1.9972bp-2f, -0x1.994b0ep-2f, -0x1.992c86p-2f,
     -0x1.991486p-2f, -0x1.99014ep-2f},
    {0x1.69fddcp-26f, -0x1.05d8e2p-27f, -0x1.178acp-26f, -0x1.0c34e6p-31f, -0x1.e4858p-28f,
     0x1.2947ecp-28f, -0x1.2971c4p-28f, -0x1.e241dp-27f, -0x1.c55d8cp-27f, 0x1.e703d6p-27f,
     -0x1.15c336p-27f, -0x1.050b0ap-27f, -0x1.6d3132p-27f, -0x1.fc7eccp-27f, 0x1.69a69p-27f,
     0x1.98e8e4p-27f, 0x1.7aa25ap-28f, -0x1.b656fp-29f, -0x1.ee4b7ep-28f, -0x1.894db2p-27f,
     0x1.837ea2p-28f, -0x1.141d9p-27f, -0x1.b58eb2p-27f, 0x1.5c841cp-29f, -0x1.8b6c3p-31f,
     0x1.b96e7ap-30f, -0x1.d3b414p-27f, 0x1.ec624ep-27f, 0x1.e54512p-27f, -0x1.ab485cp-27f,
     0x1.8b5df4p-29f, -0x1.9d6baap-27f},
    {0x1p-2f, 0x1.5c5674p-3f, 0x1.e681ep-4f, 0x1.5b297ep-4f, 0x1.fcc824p-5f, 0x1.7b79d2p-5f,
     0x1.204038p-5f, 0x1.bd45f4p-6f, 0x1.36dd3p-6f, 0x1.931ddcp-7f, 0x1.1145dap-7f,
     0x1.80a502p-8f, 0x1.176d94p-8f, 0x1.a11f3p-9f, 0x1.3ea88p-9f, 0x1.f0c63p-10f,
     0x1.611092p-10f, 0x1.d6b49ap-11f, 0x1.487c58p-11f, 0x1.dbb51ep-12f, 0x1.630ab6p-12f,
     0x1.0fc118p-12f, 0x1.a8f9b4p-13f, 0x1.5268e8p-13f, 0x1.ef0e14p-14f, 0x1.550eeep-14f,
     0x1.e97536p-15f, 0x1.6ae97cp-15f, 0x1.146d14p-15f, 0x1.aeaf58p-16f, 0x1.55fa8ap-16f,
     0x1.140788p-16f},
    {-0x1.1057cap-3f, -0x1.594ee8p-4f, -0x1.c1dc7ap-5f, -0x1.2badp-5f, -0x1.9b0068p-6f,
     -0x1.1f33d6p-6f, -0x1.99802ap-7f, -0x1.2962d8p-7f, -0x1.7be598p-8f, -0x1.b86d7p-9f,
     -0x1.0ce044p-9f, -0x1.572e5ap-10f, -0x1.c70c6ap-11f, -0x1.37cc98p-11f, -0x1.b7b3aep-12f,
     -0x1.3de40ap-12f, -0x1.96eff4p-13f, -0x1.de23e2p-14f, -0x1.29d7bp-14f, -0x1.851fdep-15f,
     -0x1.085b9p-15f, -0x1.732e76p-16f, -0x1.0bf224p-16f, -0x1.8c3356p-17f, -0x1.059dbep-17f,
     -0x1.3ef74ap-18f, -0x1.9a5b7ep-19f, -0x1.13a82cp-19f, -0x1.7fc972p-20f, -0x1.1341f2p-20f,
     -0x1.94f70ep-21f, -0x1.30734ep-21f},
    {0x1.ffff6ap-5f, 0x1.312c4p-5f, 0x1.760a5ap-6f, 0x1.d506b4p-7f, 0x1.2f47a2p-7f,
     0x1.8ff27ap-8f, 0x1.0d6016p-8f, 0x1.721ea2p-9f, 0x1.b427aep-10f, 0x1.c85378p-11f,
     0x1.f9b094p-12f, 0x1.2689b6p-12f, 0x1.665702p-13f, 0x1.c4d25p-14f, 0x1.27c98cp-14f,
     0x1.8dea42p-15f, 0x1.cc78e8p-16f, 0x1.dea05p-17f, 0x1.0addcep-17f, 0x1.3b31aap-18f,
     0x1.8673e4p-19f, 0x1.f777d8p-20f, 0x1.4fddaep-20f, 0x1.cd7726p-21f, 0x1.135708p-21f,
     0x1.294fdep-22f, 0x1.571d9p-23f, 0x1.a1d572p-24f, 0x1.09edb2p-24f, 0x1.5f49ep-25f,
     0x1.dee71ap-26f, 0x1.4f6708p-26f},
    {-0x1.b575ecp-6f, -0x1.ed358ep-7f, -0x1.1e008ap-7f, -0x1.53491ep-8f, -0x1.a015d2p-9f,
     -0x1.042e1ep-9f, -0x1.4caf38p-10f, -0x1.b257a4p-11f, -0x1.dd91c2p-12f, -0x1.c5c54p-13f,
     -0x1.cae23cp-14f, -0x1.ea22bap-15f, -0x1.12a49ap-15f, -0x1.41189ap-16f, -0x1.85b73p-17f,
     -0x1.e8f41p-18f, -0x1.02129ap-18f, -0x1.db74b2p-20f, -0x1.db38b2p-21f, -0x1.fbf26ap-22f,
     -0x1.1f12a8p-22f, -0x1.5429b4p-23f, -0x1.a3a248p-24f, -0x1.0bfafap-24f, -0x1.22bb38p-25f,
     -0x1.15d6a6p-26f, -0x1.1f7bc4p-27f, -0x1.3d350ap-28f, -0x1.710c7cp-29f, -0x1.c0dbcap-30f,
     -0x1.1b762cp-30f, -0x1.71d4e2p-31f},
    {0x1.56813p-7f, 0x1.6f17p-8f, 0x1.94d982p-9f, 0x1.ca54b4p-10f, 0x1.0aaef8p-10f,
     0x1.3daa44p-11f, 0x1.8328b6p-12f, 0x1.e228bcp-13f, 0x1.ee7c6p-14f, 0x1.add546p-15f,
     0x1.8f29dcp-16f, 0x1.890622p-17f, 0x1.97947p-18f, 0x1.ba9766p-19f, 0x1.f4b5bcp-20f,
     0x1.25c67cp-20f, 0x1.1a1c18p-21f, 0x1.cee25p-23f, 0x1.a03688p-24f, 0x1.93bb7p-25f,
     0x1.a14e02p-26f, 0x1.c72da4p-27f, 0x1.03f2e4p-27f, 0x1.34f8eap-28f, 0x1.2f6c94p-29f,
     0x1.014412p-30f, 0x1.de2ee2p-32f, 0x1.deb22p-33f, 0x1.fd8b18p-34f, 0x1.1d856ap-34f,
     0x1.4e4f58p-35f, 0x1.96796p-36f},
};
/* d/dx x F(x): at -u itself, at u 1 less it. */
ACTIVATION_VECTOR(activation_floats_gelu_derivative, (activation_floats x)) {
  const activation_floats half = _mm512_set1_ps(-0.5f);
  activation_floats u = _mm512_min_ps(_mm512_set1_ps(14.9f), _mm512_abs_ps(x)), square, y;
  square = _mm512_mul_ps(u, u);
  y = activation_floats_decay(_mm512_mul_ps(square, half),
                              _mm512_mul_ps(_mm512_fmsub_ps(u, u, square), half),
                              activation_floats_of_cells(activation_gelu_cells, 6, u));
  return _mm512_mask_sub_ps(y, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_GT_OQ),
                            _mm512_set1_ps(1), y);
}

/* 2 sqrt(2 / pi) (u + 0.044715 u^3), u in [0, 12]. */
ACTIVATION_V4 __attribute__((always_inline)) static inline activation_floats_pair
activation_floats_gelu_tanh_argument(activation_floats u) {
  const activation_floats a = _mm512_set1_ps(0x1.9884540000000p+0f), b = _mm512_set1_ps(0x1.2444f20000000p-4f);
  activation_floats square = _mm512_mul_ps(u, u), p, v, low;
  activation_floats_pair t;
  low = _mm512_fmadd_ps(square, _mm512_set1_ps(0x1.49b16a0000000p-29f), _mm512_set1_ps(-0x1.8579360000000p-25f));
  low = _mm512_fmadd_ps(_mm512_fmsub_ps(u, u, square), b, low);
  p = _mm512_mul_ps(square, b);
  low = _mm512_add_ps(low, _mm512_fmsub_ps(square, b, p));
  v = _mm512_add_ps(p, a);
  low = _mm512_add_ps(
      low, _mm512_sub_ps(_mm512_min_ps(p, a), _mm512_sub_ps(v, _mm512_max_ps(p, a))));
  t.value = _mm512_mul_ps(u, v);
  t.rest = _mm512_fmadd_ps(u, low, _mm512_fmsub_ps(u, v, t.value));
  return t;
}

/* Of gelu's approximation through tanh: the derivative at -u, and the value there divided by -u,
 * both divided by e^-t, t the argument above. */
static const float activation_gelu_tanh_slope_cells[10][32] = {
    {0x0p+0f, 0x1p-2f, 0x1p-1f, 0x1.8142ap-1f, 0x1p+0f, 0x1.4p+0f, 0x1.8p+0f, 0x1.cp+0f,
     0x1.1p+1f, 0x1.5p+1f, 0x1.9p+1f, 0x1.dp+1f, 0x1.08p+2f, 0x1.28p+2f, 0x1.48p+2f, 0x1.68p+2f,
     0x1.98p+2f, 0x1.d8p+2f, 0x1.0cp+3f, 0x1.2cp+3f, 0x1.4cp+3f, 0x1.6cp+3f, 0x1.8cp+3f,
     0x1.acp+3f, 0x1.dcp+3f, 0x1.0ep+4f, 0x1.2ep+4f, 0x1.4ep+4f, 0x1.6ep+4f, 0x1.8ep+4f,
     0x1.aep+4f, 0x1.cep+4f},
    {0x1p-1f, 0x1.d16992p-2f, 0x1.305248p-2f, 0x0p+0f, -0x1.c20014p-2f, -0x1.08f3c2p+0f,
     -0x1.c79f98p+0f, -0x1.55c8fcp+1f, -0x1.1203fap+2f, -0x1.bfe268p+2f, -0x1.501448p+3f,
     -0x1.df4fp+3f, -0x1.49b73p+4f, -0x1.b8ee2ep+4f, -0x1.1ff356p+5f, -0x1.7099cp+5f,
     -0x1.0288e8p+6f, -0x1.828beep+6f, -0x1.143952p+7f, -0x1.7cb022p+7f, -0x1.fd3bfep+7f,
     -0x1.4c3742p+8f, -0x1.a86ca8p+8f, -0x1.0a437ep+9f, -0x1.6ba58p+9f, -0x1.07a648p+10f,
     -0x1.6f265ep+10f, -0x1.eee49ap+10f, -0x1.44b94ep+11f, -0x1.a0b0fcp+11f, -0x1.065114p+12f,
     -0x1.44eadp+12f},
    {0x0p+0f, 0x1.05711ep-32f, 0x1.df4bacp-27f, -0x1.1f3192p-26f, 0x1.a956e2p-29f,
     0x1.d941f8p-26f, -0x1.70db04p-26f, -0x1.8aa87ep-27f, 0x1.714d9ap-26f, 0x1.f70382p-24f,
     -0x1.237678p-22f, 0x1.209a2ap-22f, -0x1.f3f5d6p-23f, 0x1.8765f6p-24f, 0x1.4f09d6p-20f,
     -0x1.d839ap-21f, -0x1.ffbbd8p-21f, -0x1.d6129p-19f, -0x1.cad92p-18f, 0x1.b964cp-19f,
     -0x1.384c96p-18f, -0x1.26dde8p-17f, -0x1.4f024p-19f, -0x1.a26094p-16f, -0x1.4c1ec8p-16f,
     -0x1.b96902p-16f, 0x1.0fc35ep-15f, -0x1.248d96p-15f, 0x1.21396ap-14f, -0x1.7f909ap-14f,
     -0x1.9697cp-14f, 0x1.ba3114p-14f},
    {-0x1.1de81p-28f, -0x1.8b4362p-2f, -0x1.c7301p-1f, -0x1.79651cp+0f, -0x1.09fb16p+1f,
     -0x1.57823ap+1f, -0x1.a2d214p+1f, -0x1.ecfaf8p+1f, -0x1.30559ep+2f, -0x1.8a618cp+2f,
     -0x1.fabc3p+2f, -0x1.417d4ep+3f, -0x1.90cc04p+3f, -0x1.eaa6cp+3f, -0x1.276a0ap+4f,
     -0x1.5ea488p+4f, -0x1.bb1e58p+4f, -0x1.243356p+5f, -0x1.751decp+5f, -0x1.d04efp+5f,
     -0x1.1ae33p+6f, -0x1.52c21ep+6f, -0x1.8fc442p+6f, -0x1.d1e99ep+6f, -0x1.1f61d6p+7f,
     -0x1.70f0d2p+7f, -0x1.ccc63cp+7f, -0x1.19710ap+8f, -0x1.51a22cp+8f, -0x1.8ef684p+8f,
     -0x1.d16e12p+8f, -0x1.0c846ap+9f},
    {0x1.5b587cp-53f, 0x1.35cc0ep-29f, 0x1.2a3784p-28f, -0x1.7aa10ap-29f, -0x1.f96c3ap-24f,
     -0x1.a188c2p-24f, -0x1.b0d7a8p-27f, 0x1.5ce6aep-25f, -0x1.74de74p-23f, 0x1.7e047p-23f,
     0x1.3afc9ep-23f, -0x1.e477a6p-27f, 0x1.166e3cp-22f, -0x1.3c9508p-23f, 0x1.d81626p-22f,
     0x1.0e9976p-21f, 0x1.a6c8eep-25f, -0x1.ee993cp-23f, -0x1.989a26p-20f, -0x1.7c2ffep-27f,
     0x1.062452p-21f, -0x1.9ea2e6p-26f, -0x1.9f9e7cp-20f, 0x1.dbd32ap-19f, 0x1.2f548p-18f,
     -0x1.bc6bf2p-18f, -0x1.b7c3ap-18f, 0x1.3d4d74p-18f, 0x1.9163a6p-17f, 0x1.fc54f4p-17f,
     0x1.df7aa4p-17f, -0x1.6295a6p-16f},
    {-0x1.45f306p-1f, -0x1.ccdfeep-1f, -0x1.190d6p+0f, -0x1.342ea8p+0f, -0x1.394484p+0f,
     -0x1.31d1fap+0f, -0x1.29737ap+0f, -0x1.29ddecp+0f, -0x1.448ba4p+0f, -0x1.91b846p+0f,
     -0x1.f1d12ep+0f, -0x1.27711p+1f, -0x1.5295eap+1f, -0x1.7c1f1ap+1f, -0x1.a5466ap+1f,
     -0x1.ce610ap+1f, -0x1.0603dp+2f, -0x1.2f1d82p+2f, -0x1.583734p+2f, -0x1.8150e6p+2f,
     -0x1.aa6a98p+2f, -0x1.d3844ap+2f, -0x1.fc9dfcp+2f, -0x1.12dbd8p+3f, -0x1.31af1cp+3f,
     -0x1.5ac8cep+3f, -0x1.83e282p+3f, -0x1.acfc34p+3f, -0x1.d615e6p+3f, -0x1.ff2f98p+3f,
     -0x1.1424a4p+4f, -0x1.28b17ep+4f},
    {-0x1.7f4a9ap-2f, -0x1.4463ccp-2f, -0x1.a26e7cp-3f, -0x1.3cfc0ep-4f, 0x1.0192dep-6f,
     0x1.a372dcp-5f, 0x1.bf7f6p-6f, -0x1.26b2fap-5f, -0x1.2e110cp-3f, -0x1.ea23e4p-3f,
     -0x1.015d2p-2f, -0x1.dc01f8p-3f, -0x1.c05878p-3f, -0x1.b7e0f4p-3f, -0x1.b6865ep-3f,
     -0x1.b668c6p-3f, -0x1.b6676cp-3f, -0x1.b6676cp-3f, -0x1.b6676cp-3f, -0x1.b6676cp-3f,
     -0x1.b6676cp-3f, -0x1.b6676cp-3f, -0x1.b6676cp-3f, -0x1.b6676cp-3f, -0x1.b6676cp-3f,
     -0x1.b6676cp-3f, -0x1.b6676cp-3f, -0x1.b6676cp-3f, -0x1.b6676cp-3f, -0x1.b6676cp-3f,
     -0x1.b6676cp-3f, -0x1.b6676cp-3f},
    {0x1.5bd17ap-6f, 0x1.72dc66p-4f, 0x1.045214p-3f, 0x1.dc3a58p-4f, 0x1.135286p-4f,
     0x1.ee0e2ap-9f, -0x1.88e87cp-5f, -0x1.2eeabap-4f, -0x1.13f97cp-4f, -0x1.7b60acp-6f,
     0x1.99914cp-8f, 0x1.37d77cp-7f, 0x1.01896p-8f, 0x1.9f5814p-11f, 0x1.5bd4d2p-14f,
     0x1.2c696cp-18f, 0x1.b350f4p-27f, 0x1.23da38p-44f, -0x1.425456p-59f, -0x1.e28c0ap-82f,
     -0x1.518196p-110f, -0x1.6p-145f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f},
    {0x1.f3333cp-5f, 0x1.73e6acp-5f, 0x1.63254ep-7f, -0x1.b52ba6p-6f, -0x1.8f012p-5f,
     -0x1.8f6a12p-5f, -0x1.0537dap-5f, -0x1.410d34p-7f, 0x1.b5a494p-7f, 0x1.1748bp-6f,
     0x1.7e36b8p-8f, -0x1.adf69cp-10f, -0x1.02e89ap-9f, -0x1.469f22p-11f, -0x1.796fb2p-14f,
     -0x1.ac0e9cp-18f, -0x1.aa116ep-25f, -0x1.2fe7d6p-38f, -0x1.1d8ffp-56f, -0x1.f11d4ap-80f,
     -0x1.12293ep-108f, -0x1.04p-143f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f},
    {-0x1.03aaa4p-9f, -0x1.28715ep-6f, -0x1.abb3aap-6f, -0x1.5f64p-6f, -0x1.ed2becp-8f,
     0x1.bce134p-8f, 0x1.d5e364p-7f, 0x1.cc0c36p-7f, 0x1.9554f4p-8f, -0x1.531f34p-9f,
     -0x1.f0ba9ap-9f, -0x1.16543p-10f, 0x1.e0a232p-12f, 0x1.552848p-12f, 0x1.1e3666p-14f,
     0x1.a48a14p-18f, 0x1.eab2f4p-25f, 0x1.b287b4p-38f, 0x1.d45e8ap-56f, 0x1.bc9342p-79f,
     0x1.02cb4cp-107f, 0x1.f8p-143f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f},
};
static const float activation_gelu_tanh_cells[10][32] = {
    {0x0p+0f, 0x1p-2f, 0x1p-1f, 0x1.8p-1f, 0x1p+0f, 0x1.4p+0f, 0x1.8p+0f, 0x1.cp+0f, 0x1.1p+1f,
     0x1.5p+1f, 0x1.9p+1f, 0x1.dp+1f, 0x1.08p+2f, 0x1.28p+2f, 0x1.48p+2f, 0x1.68p+2f, 0x1.98p+2f,
     0x1.d8p+2f, 0x1.0cp+3f, 0x1.2cp+3f, 0x1.4cp+3f, 0x1.6cp+3f, 0x1.8cp+3f, 0x1.acp+3f,
     0x1.dcp+3f, 0x1.0ep+4f, 0x1.2ep+4f, 0x1.4ep+4f, 0x1.6ep+4f, 0x1.8ep+4f, 0x1.aep+4f,
     0x1.cep+4f},
    {0x1p-1f, 0x1.3288fep-1f, 0x1.6202dap-1f, 0x1.8beb74p-1f, 0x1.aeb0b8p-1f, 0x1.c9d0d4p-1f,
     0x1.ddb86ep-1f, 0x1.eb75ccp-1f, 0x1.f7738ap-1f, 0x1.fddf8cp-1f, 0x1.ff9aacp-1f,
     0x1.fff28ap-1f, 0x1.fffecap-1f, 0x1.ffffeep-1f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f,
     0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f,
     0x1p+0f, 0x1p+0f, 0x1p+0f},
    {0x0p+0f, -0x1.f7017ep-27f, 0x1.df7cfep-27f, 0x1.e00822p-32f, -0x1.1ab8a4p-26f,
     0x1.66c77ep-28f, 0x1.a5c5f6p-28f, -0x1.38d9f8p-26f, -0x1.d24d4cp-26f, -0x1.927dc4p-26f,
     -0x1.0969ep-27f, 0x1.699ceap-29f, -0x1.7b81aep-27f, 0x1.94eedap-31f, -0x1.44e6aep-26f,
     -0x1.a823ap-32f, -0x1.9265ccp-42f, -0x1.a7e0b4p-59f, -0x1.2fddbep-80f, -0x1.827642p-107f,
     -0x1.1c4p-139f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f, 0x0p+0f, 0x0p+0f},
    {0x1.988454p-2f, 0x1.8be3b2p-2f, 0x1.685438p-2f, 0x1.341904p-2f, 0x1.ef2636p-3f,
     0x1.7614e2p-3f, 0x1.09c7aep-3f, 0x1.6318e4p-4f, 0x1.58a194p-5f, 0x1.a03e5ap-7f,
     0x1.753c1cp-9f, 0x1.dab3dcp-12f, 0x1.9672bcp-15f, 0x1.bc000ap-19f, 0x1.253a5ap-23f,
     0x1.bc0ddap-29f, 0x1.5502c2p-38f, 0x1.33f666p-53f, 0x1.824cc4p-72f, 0x1.104198p-95f,
     0x1.ebcc94p-125f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f, 0x0p+0f, 0x0p+0f},
    {-0x1.975abp-27f, -0x1.f04a66p-28f, -0x1.8244e8p-30f, 0x1.7ac27ap-27f, -0x1.cec336p-28f,
     -0x1.1a407cp-29f, -0x1.b63644p-28f, 0x1.22c064p-30f, 0x1.fb72c8p-30f, 0x1.a92182p-33f,
     -0x1.e9819cp-34f, -0x1.c913aep-39f, 0x1.be7e12p-40f, -0x1.8b0136p-44f, -0x1.28d40cp-48f,
     0x1.6e88e6p-54f, 0x1.6cd6bap-63f, 0x1.9f546ep-79f, 0x1.fcefp-97f, 0x1.7ad3f8p-120f, 0x0p+0f,
     0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f},
    {0x0p+0f, -0x1.8db006p-5f, -0x1.6983fep-4f, -0x1.ceb342p-4f, -0x1.ee6106p-4f,
     -0x1.d1860ap-4f, -0x1.8c0a74p-4f, -0x1.349094p-4f, -0x1.6d9e14p-5f, -0x1.16d006p-6f,
     -0x1.358f94p-8f, -0x1.e1526p-11f, -0x1.f1fdc4p-14f, -0x1.44e1acp-17f, -0x1.fac32p-22f,
     -0x1.c04346p-27f, -0x1.57a134p-36f, -0x1.a22e8cp-52f, -0x1.5ba992p-71f, -0x1.d2476cp-95f,
     -0x1.bc3bd6p-124f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f, 0x0p+0f, 0x0p+0f},
    {-0x1.11b106p-4f, -0x1.f08626p-5f, -0x1.6780b6p-5f, -0x1.613614p-6f, 0x1.af0c4ap-12f,
     0x1.1a9278p-6f, 0x1.b5d83ep-6f, 0x1.de45p-6f, 0x1.8c1c46p-6f, 0x1.9fb0dep-7f,
     0x1.2ba8cap-8f, 0x1.2609dep-10f, 0x1.7824eap-13f, 0x1.29e1ccp-16f, 0x1.15351cp-20f,
     0x1.1fb6dp-25f, 0x1.9fa52cp-36f, -0x1.0e09cap-49f, -0x1.3c195cp-67f, -0x1.e7ad58p-91f,
     -0x1.b92364p-120f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f, 0x0p+0f, 0x0p+0f},
    {0x0p+0f, 0x1.8c0c9ap-7f, 0x1.500d76p-6f, 0x1.7a9e16p-6f, 0x1.47d63ep-6f, 0x1.b38bdep-7f,
     0x1.7816d6p-8f, -0x1.dee828p-12f, -0x1.5d5df2p-8f, -0x1.5b96dp-8f, -0x1.69bb94p-9f,
     -0x1.d9a306p-11f, -0x1.843f2cp-13f, -0x1.7ef16ep-16f, -0x1.b22d3p-20f, -0x1.0ded5p-24f,
     -0x1.dbe4cp-34f, 0x1.4338a8p-52f, 0x1.8bf4dcp-67f, 0x1.896e5ep-90f, 0x1.8cc5a6p-119f,
     0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f},
    {0x1.4d2bb4p-7f, 0x1.19d03cp-7f, 0x1.29b69p-8f, -0x1.7b343cp-12f, -0x1.17a774p-8f,
     -0x1.8c2b58p-8f, -0x1.75be22p-8f, -0x1.0a4cb2p-8f, -0x1.45bf7p-10f, 0x1.ad5054p-11f,
     0x1.00164ep-10f, 0x1.00093ap-11f, 0x1.21f18p-13f, 0x1.78e604p-16f, 0x1.121bdp-19f,
     0x1.aed18cp-24f, 0x1.23ae66p-31f, 0x1.0091a2p-45f, 0x1.41edc4p-64f, 0x1.8aa98ap-88f,
     0x1.3ec736p-117f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f, 0x0p+0f, 0x0p+0f},
    {0x0p+0f, -0x1.08641cp-9f, -0x1.a44a5p-9f, -0x1.994652p-9f, -0x1.00ab9p-9f, -0x1.b5c448p-12f,
     0x1.97473ap-11f, 0x1.546eecp-10f, 0x1.1be92p-10f, 0x1.3f306ep-12f, -0x1.ff434p-14f,
     -0x1.51935ep-13f, -0x1.2877eep-14f, -0x1.063f1ep-16f, -0x1.e6581ep-20f, -0x1.d39eaep-24f,
     -0x1.601fa4p-31f, -0x1.77167cp-45f, -0x1.0aea3cp-63f, -0x1.62e57cp-87f, -0x1.2dc022p-116f,
     0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f,
     0x0p+0f},
};

/* x / (1 + e^-t(x)) */
ACTIVATION_VECTOR(activation_floats_gelu_tanh, (activation_floats x)) {
  const activation_floats zero = _mm512_setzero_ps();
  activation_floats u = _mm512_min_ps(_mm512_set1_ps(11), _mm512_abs_ps(x)), y, m;
  activation_floats_pair t = activation_floats_gelu_tanh_argument(u), k;
  k = activation_floats_of_cells(activation_gelu_tanh_cells, 6, u);
  m = _mm512_mul_ps(u, k.value);
  k.rest = _mm512_fmadd_ps(u, k.rest, _mm512_fmsub_ps(u, k.value, m));
  k.value = m;
  y = activation_floats_decay(_mm512_sub_ps(zero, t.value), _mm512_sub_ps(zero, t.rest), k);
  return _mm512_sub_ps(_mm512_max_ps(zero, x), y);
}
ACTIVATION_VECTOR(activation_floats_gelu_tanh_derivative, (activation_floats x)) {
  const activation_floats zero = _mm512_setzero_ps();
  activation_floats u = _mm512_min_ps(_mm512_set1_ps(11), _mm512_abs_ps(x)), y;
  activation_floats_pair t = activation_floats_gelu_tanh_argument(u);
  y = activation_floats_decay(_mm512_sub_ps(zero, t.value), _mm512_sub_ps(zero, t.rest),
                              activation_floats_of_cells(activation_gelu_tanh_slope_cells, 6, u));
  return _mm512_mask_sub_ps(y, _mm512_cmp_ps_mask(x, zero, _CMP_GT_OQ), _mm512_set1_ps(1), y);
}

/* log(1 + e^-u) / e^-u */
static const float activation_softplus_cells[9][32] = {
    {0x0p+0f, 0x1p-2f, 0x1p-1f, 0x1.8p-1f, 0x1p+0f, 0x1.4p+0f, 0x1.8p+0f, 0x1.cp+0f, 0x1.1p+1f,
     0x1.5p+1f, 0x1.9p+1f, 0x1.dp+1f, 0x1.08p+2f, 0x1.28p+2f, 0x1.48p+2f, 0x1.68p+2f, 0x1.98p+2f,
     0x1.d8p+2f, 0x1.0cp+3f, 0x1.2cp+3f, 0x1.4cp+3f, 0x1.6cp+3f, 0x1.8cp+3f, 0x1.acp+3f,
     0x1.dcp+3f, 0x1.0ep+4f, 0x1.2ep+4f, 0x1.4ep+4f, 0x1.6ep+4f, 0x1.8ep+4f, 0x1.aep+4f,
     0x1.cep+4f},
    {0x1.62e43p-1f, 0x1.7aa27ap-1f, 0x1.90309ap-1f, 0x1.a354bep-1f, 0x1.b3fc34p-1f,
     0x1.c23616p-1f, 0x1.ce2afcp-1f, 0x1.d813d6p-1f, 0x1.e3a916p-1f, 0x1.ee4e14p-1f,
     0x1.f51234p-1f, 0x1.f94bf2p-1f, 0x1.fbe7fcp-1f, 0x1.fd81aep-1f, 0x1.fe7bd8p-1f,
     0x1.ff1436p-1f, 0x1.ff907ap-1f, 0x1.ffd6f2p-1f, 0x1.fff0e4p-1f, 0x1.fffa72p-1f,
     0x1.fffdf4p-1f, 0x1.ffff4p-1f, 0x1.ffffbap-1f, 0x1.ffffe6p-1f, 0x1.fffffap-1f, 0x1p+0f,
     0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f, 0x1p+0f},
    {-0x1.09eda6p-29f, 0x1.8c43bap-28f, 0x1.f1dec4p-28f, 0x1.53b9ep-26f, 0x1.61adbcp-26f,
     0x1.058f8ap-29f, -0x1.1961a8p-27f, -0x1.849daep-27f, -0x1.8f296p-26f, 0x1.30ac1ep-26f,
     0x1.ebacbep-26f, 0x1.ca03e4p-30f, 0x1.6dcd7cp-26f, -0x1.c84cc4p-26f, 0x1.79ca5ap-26f,
     -0x1.febc34p-26f, 0x1.9eb5d8p-27f, -0x1.6152a4p-27f, 0x1.c1aac6p-27f, -0x1.de6566p-26f,
     0x1.06a686p-26f, -0x1.2a4ff8p-26f, -0x1.b1f066p-26f, -0x1.03ae7p-29f, 0x1.79421ep-28f,
     -0x1.92fc6ap-26f, -0x1.b44e48p-29f, -0x1.d8616cp-32f, -0x1.ff7024p-35f, -0x1.14dccap-37f,
     -0x1.2bc10ap-40f, -0x1.4489d4p-43f},
    {0x1.8b90cp-3f, 0x1.6b3384p-3f, 0x1.45f674p-3f, 0x1.1e5dbcp-3f, 0x1.ed772ap-4f,
     0x1.a1deb6p-4f, 0x1.5c8ee4p-4f, 0x1.1f056ap-4f, 0x1.a493b8p-5f, 0x1.0e38f8p-5f,
     0x1.53d758p-6f, 0x1.a58e9cp-7f, 0x1.0337aap-7f, 0x1.3d17c4p-8f, 0x1.829f4cp-9f,
     0x1.d67498p-10f, 0x1.bd94ccp-11f, 0x1.484f9ap-12f, 0x1.e35edcp-14f, 0x1.63b698p-15f,
     0x1.05bce8p-16f, 0x1.81298p-18f, 0x1.1b63a2p-19f, 0x1.a10382p-21f, 0x1.74323ep-23f,
     0x1.92f87p-26f, 0x1.b449fcp-29f, 0x1.d85cc4p-32f, 0x1.ff6b1ap-35f, 0x1.14da1p-37f,
     0x1.2bbe16p-40f, 0x1.4486a2p-43f},
    {-0x1.065e12p-29f, 0x1.83b5dep-31f, -0x1.d62382p-30f, 0x1.7ee59p-28f, 0x1.392984p-29f,
     -0x1.619502p-31f, 0x1.dfaeap-30f, 0x1.2f5f38p-32f, -0x1.635c92p-31f, -0x1.f8af8cp-30f,
     0x1.6c065p-32f, -0x1.2c56dap-33f, -0x1.ac6c8p-35f, -0x1.e4bd6ep-33f, -0x1.138524p-38f,
     -0x1.616816p-37f, 0x1.c838d2p-36f, -0x1.4e64b4p-37f, -0x1.97a0a4p-39f, 0x1.a21b9ep-40f,
     -0x1.14829p-41f, -0x1.cb0d5ap-47f, -0x1.b387aap-45f, 0x1.64ce1p-50f, 0x1.8cb18cp-48f,
     0x1.d33386p-53f, -0x1.2be4aep-55f, -0x1.43b7b6p-59f, -0x1.75cab8p-60f, -0x1.ffe9c4p-62f,
     0x1.b41f16p-68f, 0x1.b650fap-69f},
    {-0x1.d1bcdcp-6f, -0x1.19c32ep-5f, -0x1.36a648p-5f, -0x1.3fc3f2p-5f, -0x1.37db62p-5f,
     -0x1.232ad4p-5f, -0x1.065886p-5f, -0x1.cb3562p-6f, -0x1.682fb8p-6f, -0x1.eb7d52p-7f,
     -0x1.40b3dap-7f, -0x1.96ef5p-8f, -0x1.fb6c74p-9f, -0x1.38fbcep-9f, -0x1.7f9262p-10f,
     -0x1.d432b8p-11f, -0x1.bc87a2p-12f, -0x1.480152p-13f, -0x1.e32cb8p-15f, -0x1.63a356p-16f,
     -0x1.05b382p-17f, -0x1.811e42p-19f, -0x1.1b5c0ep-20f, -0x1.a0f8bep-22f, -0x1.739836p-24f,
     -0x1.9251b6p-27f, -0x1.b39578p-30f, -0x1.d79954p-33f, -0x1.fe9782p-36f, -0x1.146784p-38f,
     -0x1.2b4212p-41f, -0x1.44005ep-44f},
    {-0x1.367df6p-7f, -0x1.a10d3ep-8f, -0x1.8f73cep-9f, 0x1.706074p-19f, 0x1.41946p-9f,
     0x1.102c04p-8f, 0x1.4f1e2ep-8f, 0x1.65785ap-8f, 0x1.52a358p-8f, 0x1.0b5c26p-8f,
     0x1.7afcd6p-9f, 0x1.f8baa8p-10f, 0x1.43ddccp-10f, 0x1.967a56p-11f, 0x1.f75aeap-12f,
     0x1.35238ap-12f, 0x1.27065cp-13f, 0x1.b4a256p-15f, 0x1.41efc4p-16f, 0x1.da1a82p-18f,
     0x1.5cecf4p-19f, 0x1.00c08ap-20f, 0x1.79d472p-22f, 0x1.15fee2p-23f, 0x1.efeadcp-26f,
     0x1.0c76p-28f, 0x1.22a87p-31f, 0x1.3ab0b2p-34f, 0x1.54b5a2p-37f, 0x1.70e152p-40f,
     0x1.8f6148p-43f, 0x1.b066d2p-46f},
    {0x1.7365fp-9f, 0x1.af8e6ep-9f, 0x1.a9ae28p-9f, 0x1.6d751cp-9f, 0x1.113942p-9f,
     0x1.597aa2p-10f, 0x1.48c362p-11f, 0x1.6f53dcp-14f, -0x1.a51aacp-12f, -0x1.3f8a3ap-11f,
     -0x1.203fc2p-11f, -0x1.b0842cp-12f, -0x1.283f52p-12f, -0x1.81fcfcp-13f, -0x1.e899c2p-14f,
     -0x1.3006f8p-14f, -0x1.27d43ep-15f, -0x1.b88edap-17f, -0x1.459242p-18f, -0x1.dfdbacp-20f,
     -0x1.614502p-21f, -0x1.03fa5ep-22f, -0x1.7e97ccp-24f, -0x1.198126p-25f, -0x1.04d00ap-27f,
     -0x1.1a60d6p-30f, -0x1.31b9e2p-33f, -0x1.4b0118p-36f, -0x1.665f58p-39f, -0x1.8400e4p-42f,
     -0x1.a415a2p-45f, -0x1.c6d16ap-48f},
    {0x1.294bbcp-11f, 0x1.53293p-13f, -0x1.d01fb2p-13f, -0x1.017694p-11f, -0x1.405112p-11f,
     -0x1.395ce8p-11f, -0x1.0528a2p-11f, -0x1.7c8a18p-12f, -0x1.69c2e8p-13f, -0x1.a6b566p-17f,
     0x1.94bc1p-15f, 0x1.da3f6cp-15f, 0x1.82fccep-15f, 0x1.1311bp-15f, 0x1.6d2f2ap-16f,
     0x1.d30598p-17f, 0x1.cee236p-18f, 0x1.5cccfp-19f, 0x1.02e15ap-20f, 0x1.7e2ad8p-22f,
     0x1.198386p-23f, 0x1.9e6e7ep-25f, 0x1.30f86p-26f, 0x1.c0cb9cp-28f, 0x1.9b6f72p-30f,
     0x1.bd74f8p-33f, 0x1.e249ecp-36f, 0x1.05153p-38f, 0x1.1aab72p-41f, 0x1.320a9ep-44f,
     0x1.4b587ep-47f, 0x1.66bdf8p-50f},
};
/* log(1 + e^x) = max(0, x) + log(1 + e^-|x|) */
ACTIVATION_VECTOR(activation_floats_softplus, (activation_floats x)) {
  const activation_floats zero = _mm512_setzero_ps();
  activation_floats u = _mm512_min_ps(_mm512_set1_ps(112), _mm512_abs_ps(x)), tail, low, most, y;
  activation_floats_pair k = activation_floats_of_cells(activation_softplus_cells, 5,
                                                        _mm512_min_ps(_mm512_set1_ps(29), u));
  activation_floats_exponential e = activation_floats_exp(_mm512_sub_ps(zero, u), zero);
  low = _mm512_fmadd_ps(k.rest, e.w, _mm512_mul_ps(k.value, e.rest));
  tail = _mm512_fmadd_ps(k.value, e.w, low);
  low = _mm512_add_ps(low, _mm512_fmsub_ps(k.value, e.w, tail));
  tail = _mm512_scalef_ps(tail, e.n);
  low = _mm512_scalef_ps(low, e.n);
  x = _mm512_max_ps(zero, x);
  y = _mm512_add_ps(x, tail);
  most = _mm512_max_ps(tail, x);
  low = _mm512_add_ps(low, _mm512_sub_ps(_mm512_min_ps(tail, x), _mm512_sub_ps(y, most)));
  /* where y is subnormal or infinite it is the tail, or x, alone */
  return _mm512_mask_add_ps(y, _mm512_cmp_ps_mask(_mm512_abs_ps(x), _mm512_set1_ps(29), _CMP_LT_OQ)
                                   & _mm512_cmp_ps_mask(x, zero, _CMP_GT_OQ), y, low);
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
 * AVX-512, and elsewhere f, a `static inline float f(float)`. The array code runs the scalar form,
 * so both give the same bits. NAME_values(x, y, n) does the work and may be called.
 */
#define ACTIVATION_VECTOR_VALUE(name, vf, f)                                                      \
  ACTIVATION_VECTOR_VALUES(name, vf, f)                                                           \
  ACTIVATION_VALUE_ARRAY(name, float, (const float *x, float *y, size_t n)) {                     \
    name##_values(x, y, n);                                                                       \
  }                                                                                               \
  ACTIVATION_VALUE(name, float, (float x)) {                                                      \
    float y;                                                                                      \
    name##_values(&x, &y, 1);                                                                     \
    return y;                                                                                     \
  }

/* The same of a derivative: NAME_gradients(x, dy, dx, n) writes dx = dy * f'(x). */
#define ACTIVATION_VECTOR_DERIVATIVE(name, vdf, df)                                               \
  ACTIVATION_VECTOR_GRADIENTS(name, vdf, df)                                                      \
  ACTIVATION_GRADIENT_ARRAY(name, float, (const float *x, const float *dy, float *dx, size_t n)) { \
    name##_gradients(x, dy, dx, n);                                                               \
  }                                                                                               \
  ACTIVATION_DERIVATIVE(name, float, (float x)) {                                                 \
    float one = 1, dx;                                                                            \
    name##_gradients(&x, &one, &dx, 1);                                                           \
    return dx;                                                                                    \
  }

/* NAME_values and NAME_gradients alone. */
#define ACTIVATION_VECTOR_VALUES(name, vf, f)                                                     \
  static ACTIVATION_CLONES void name##_values_by_one(const float *x, float *y, size_t n) {        \
    size_t i;                                                                                     \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) y[i] = f(x[i]);                                                       \
  }                                                                                               \
  ACTIVATION_VALUES_BY_SIXTEEN_(name, vf)
#define ACTIVATION_VECTOR_GRADIENTS(name, vdf, df)                                                \
  static ACTIVATION_CLONES void name##_gradients_by_one(                                          \
      const float *x, const float *dy, float *dx, size_t n) {                                     \
    size_t i;                                                                                     \
    ACTIVATION_LOOP                                                                               \
    for (i = 0; i < n; i++) dx[i] = dy[i] * df(x[i]);                                             \
  }                                                                                               \
  ACTIVATION_GRADIENTS_BY_SIXTEEN_(name, vdf)

#if ACTIVATION_AVX512
#define ACTIVATION_VALUES_BY_SIXTEEN_(name, vf)                                                   \
  ACTIVATION_V4 static void name##_values_by_sixteen(const float *x, float *y, size_t n) {        \
    for (; n >= 16; n -= 16, x += 16, y += 16) {                                                  \
      _mm512_storeu_ps(y, vf(_mm512_loadu_ps(x)));                                                \
    }                                                                                             \
    if (n > 0) {                                                                                  \
      __mmask16 some = (__mmask16)((1u << n) - 1);                                                \
      _mm512_mask_storeu_ps(y, some, vf(_mm512_maskz_loadu_ps(some, x)));                         \
    }                                                                                             \
  }                                                                                               \
  static inline void name##_values(const float *x, float *y, size_t n) {                          \
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&                \
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {               \
      name##_values_by_sixteen(x, y, n);                                                          \
    } else {                                                                                      \
      name##_values_by_one(x, y, n);                                                              \
    }                                                                                             \
  }
#define ACTIVATION_GRADIENTS_BY_SIXTEEN_(name, vdf)                                               \
  ACTIVATION_V4 static void name##_gradients_by_sixteen(                                          \
      const float *x, const float *dy, float *dx, size_t n) {                                     \
    for (; n >= 16; n -= 16, x += 16, dy += 16, dx += 16) {                                       \
      _mm512_storeu_ps(dx, _mm512_mul_ps(_mm512_loadu_ps(dy), vdf(_mm512_loadu_ps(x))));          \
    }                                                                                             \
    if (n > 0) {                                                                                  \
      __mmask16 some = (__mmask16)((1u << n) - 1);                                                \
      activation_floats g = _mm512_maskz_loadu_ps(some, dy);                                      \
      g = _mm512_mul_ps(g, vdf(_mm512_maskz_loadu_ps(some, x)));                                  \
      _mm512_mask_storeu_ps(dx, some, g);                                                         \
    }                                                                                             \
  }                                                                                               \
  static inline void name##_gradients(const float *x, const float *dy, float *dx, size_t n) {     \
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&                \
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {               \
      name##_gradients_by_sixteen(x, dy, dx, n);                                                  \
    } else {                                                                                      \
      name##_gradients_by_one(x, dy, dx, n);                                                      \
    }                                                                                             \
  }
#else
#define ACTIVATION_VALUES_BY_SIXTEEN_(name, vf)                                                   \
  static inline void name##_values(const float *x, float *y, size_t n) {                          \
    name##_values_by_one(x, y, n);                                                                \
  }
#define ACTIVATION_GRADIENTS_BY_SIXTEEN_(name, vdf)                                               \
  static inline void name##_gradients(const float *x, const float *dy, float *dx, size_t n) {     \
    name##_gradients_by_one(x, dy, dx, n);                                                        \
  }
#endif

#endif
