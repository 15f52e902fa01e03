/*
 * activation_normal.h: the normal distribution function F, and x F(x). A part of activation_math.h.
 */
#ifndef ACTIVATION_NORMAL_H
#define ACTIVATION_NORMAL_H

#include "activation_sigmoids.h"

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

#endif
