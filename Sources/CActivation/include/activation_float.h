/*
 * activation_float.h: what a float result needs, in plain double arithmetic. A part of
 * activation_math.h.
 *
 * Good to about 2^-45 relatively, and to 2^-50 where a derivative has its root. Arguments are
 * floats, or small sums of them.
 */
#ifndef ACTIVATION_FLOAT_H
#define ACTIVATION_FLOAT_H

#include "activation_normal.h"

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

#endif
