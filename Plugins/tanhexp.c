#include <activation.h>
#include <activation_math.h>

ACTIVATION(tanhexp, "1.0.0", "x tanh(e^x)")
ACTIVATION_LICENSE(tanhexp, "MIT")
ACTIVATION_ALIASES(tanhexp, "tanh_exp")
ACTIVATION_FORMULA(tanhexp, "x * tanh(exp(x))")
ACTIVATION_RANGE(tanhexp, "[-0.35319, inf)")
ACTIVATION_MAX_ULP(tanhexp, 2, 6)

static inline double value(double x) {
  double t = activation_clamp(x, -800, 20), y, far;
  activation_decay d = activation_decay_pair(t > 0 ? 0 : t, 0);
  y = t * activation_tanh(activation_exp(t));
  far = t * (d.m.hi + d.m.lo) * d.scale * ACTIVATION_UNSCALE;
  return x > 20 ? x : x < -40 ? far : y;
}
static inline double derivative(double x) {
  double t = activation_clamp(x, -800, 20), e = activation_exp(t), y, far, r, p;
  activation_decay d = activation_decay_pair(t > 0 ? 0 : t, 0);
  y = activation_tanh(e) + t * e * activation_tanh_derivative(e);
  far = (1 + t) * (d.m.hi + d.m.lo) * d.scale * ACTIVATION_UNSCALE;
  /* about the root, which no sum of rounded terms finds: r (c + r ...), r = x - root */
  r = (x + 0x1.14302c3c10f30p+0) + 0x1.b8c761c7b1289p-54;
  p = -0x1.13b5e038915eep-20;
  p = p * r - 0x1.8a20ed3bcbef3p-23;
  p = p * r + 0x1.619c5bfa735adp-18;
  p = p * r + 0x1.a1ef6b098fe0ep-17;
  p = p * r + 0x1.a6e316526ba1bp-17;
  p = p * r - 0x1.f5256da23a0c1p-17;
  p = p * r - 0x1.92c3efc621c3bp-14;
  p = p * r - 0x1.bc5c76bec9a44p-13;
  p = p * r - 0x1.a75db73b09971p-13;
  p = p * r + 0x1.3cfac63b2e180p-12;
  p = p * r + 0x1.b4407faec2329p-10;
  p = p * r + 0x1.bdae48903e92ep-9;
  p = p * r + 0x1.6b4739a54e958p-9;
  p = p * r - 0x1.70f433d0f824fp-8;
  p = p * r - 0x1.a1972d50698adp-6;
  p = p * r - 0x1.75ed50eb646b2p-5;
  p = p * r - 0x1.76ccc7f75d2a3p-6;
  p = p * r + 0x1.b9cbc0b27ee60p-4;
  p = p * r + 0x1.4d0848bbb42d2p-2;
  p = p * r + 0x1.68f6b660942b4p-2;
  return fabs(r) < 0.5 ? r * p : x < -40 ? far : y;
}
ACTIVATION_FORMS(tanhexp, value, derivative)
