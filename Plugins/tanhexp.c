#include <activation.h>
#include <activation_math.h>

ACTIVATION(tanhexp, "1.0.0", "x tanh(e^x)")
ACTIVATION_LICENSE(tanhexp, "MIT")
ACTIVATION_ALIASES(tanhexp, "tanh_exp")
ACTIVATION_FORMULA(tanhexp, "x * tanh(exp(min(x, 44)))")
ACTIVATION_RANGE(tanhexp, "[-0.35328577784827110, inf)")
ACTIVATION_MAX_ULP(tanhexp, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(tanhexp, 2, 2)

/* e^t, t in [-40, 20] */
static inline activation_pair exponential(double t) {
  activation_exponential e = activation_exp_reduced(activation_make_pair(t, 0));
  return activation_scaled_pair(activation_exp_significand(e), e.n);
}
static inline double value(double x) {
  double t = activation_clamp(x, -800, 20), inner = t < -40 ? -40 : t, y, far;
  activation_pair e = exponential(inner);
  activation_decay d = activation_decay_pair(t > 0 ? 0 : t, 0);
  activation_fraction f = activation_tanh_fraction(e.hi, e.lo);
  y = activation_quotient(activation_pair_product(f.n, activation_make_pair(inner, 0)), f.d);
  far = activation_scale(t * (d.m.hi + d.m.lo), d.n);
  return x > 20 ? x : x < -40 ? far : y;
}
/* With e = e^x and E = e^(-2e): (1 - E^2 + 4 x e E) / (1 + E)^2, where 1 - E = n and 1 + E = d. */
static inline double derivative(double x) {
  double t = activation_clamp(x, -800, 20), inner = t < -40 ? -40 : t, y, far, p;
  activation_pair e = exponential(inner), k, r;
  activation_decay d = activation_decay_pair(t > 0 ? 0 : t, 0);
  activation_fraction f = activation_tanh_fraction(e.hi, e.lo);
  k = activation_pair_product(e, activation_make_pair(4 * inner, 0));
  k = activation_pair_product(k, activation_pair_sum(f.d, activation_make_pair(-1, 0)));
  k = activation_pair_sum(k, activation_pair_product(f.n, f.d));
  y = activation_quotient(k, activation_pair_product(f.d, f.d));
  far = activation_scale((1 + t) * (d.m.hi + d.m.lo), d.n);
  r = activation_sum(x + 0x1.14302c3c10f30p+0, 0x1.b8c761c7b1289p-54);
  p = -0x1.13b5e038915eep-20;
  p = p * r.hi - 0x1.8a20ed3bcbef3p-23;
  p = p * r.hi + 0x1.619c5bfa735adp-18;
  p = p * r.hi + 0x1.a1ef6b098fe0ep-17;
  p = p * r.hi + 0x1.a6e316526ba1bp-17;
  p = p * r.hi - 0x1.f5256da23a0c1p-17;
  p = p * r.hi - 0x1.92c3efc621c3bp-14;
  p = p * r.hi - 0x1.bc5c76bec9a44p-13;
  p = p * r.hi - 0x1.a75db73b09971p-13;
  p = p * r.hi + 0x1.3cfac63b2e180p-12;
  p = p * r.hi + 0x1.b4407faec2329p-10;
  p = p * r.hi + 0x1.bdae48903e92ep-9;
  p = p * r.hi + 0x1.6b4739a54e958p-9;
  p = p * r.hi - 0x1.70f433d0f824fp-8;
  p = p * r.hi - 0x1.a1972d50698adp-6;
  p = p * r.hi - 0x1.75ed50eb646b2p-5;
  p = p * r.hi - 0x1.76ccc7f75d2a3p-6;
  p = p * r.hi + 0x1.b9cbc0b27ee60p-4;
  p = p * r.hi + 0x1.4d0848bbb42d2p-2;
  p = activation_about_root(r, 0x1.68f6b660942b4p-2, p);
  return fabs(r.hi) < 0.5 ? p : x < -40 ? far : y;
}
ACTIVATION_FORMS(tanhexp, value, derivative)
