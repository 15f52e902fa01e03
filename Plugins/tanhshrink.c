#include <activation.h>
#include <activation_math.h>

ACTIVATION(tanhshrink, "1.0.0", "x - tanh x")
ACTIVATION_LICENSE(tanhshrink, "MIT")
ACTIVATION_ALIASES(tanhshrink, "tanh_shrink")
ACTIVATION_FORMULA(tanhshrink, "x - tanh(x)")
ACTIVATION_RANGE(tanhshrink, "(-inf, inf)")
ACTIVATION_MONOTONIC(tanhshrink, "nondecreasing")
ACTIVATION_SYMMETRY(tanhshrink, "odd")
ACTIVATION_MAX_ULP(tanhshrink, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(tanhshrink, 2, 2)

static inline double value(double x) {
  double a = fabs(x) < 2.5 ? x : 0, k, y, far;
  activation_pair z = activation_product(a, a), d;
  /* x z / (k + z), where k = 3 + z / (5 + z / (7 + ...)): nothing cancels */
  k = 0x1.c47aa7e496d5ap-59;
  k = k * z.hi - 0x1.c40f9187f40d6p-53;
  k = k * z.hi + 0x1.da0617ddcab70p-48;
  k = k * z.hi - 0x1.6ef0f942ef3f1p-43;
  k = k * z.hi + 0x1.eef4af83da117p-39;
  k = k * z.hi - 0x1.3d7a7781f9f66p-34;
  k = k * z.hi + 0x1.91eef77488443p-30;
  k = k * z.hi - 0x1.fbe85c0932810p-26;
  k = k * z.hi + 0x1.4175a6c6b63a7p-21;
  k = k * z.hi - 0x1.997cb6ada394bp-17;
  k = k * z.hi + 0x1.0a4e157db7170p-12;
  k = k * z.hi - 0x1.767dce432da3cp-8;
  k = k * z.hi + 0x1.9999999999837p-3;
  d = activation_pair_sum(activation_sum(3, k * z.hi), z);
  y = activation_quotient(activation_pair_product(z, activation_make_pair(a, 0)), d);
  far = x - activation_tanh(x);
  return fabs(x) < 2.5 ? y : far;
}
static inline double derivative(double x) {
  activation_fraction t = activation_tanh_fraction(x, 0);
  double y = activation_quotient(activation_pair_product(t.n, t.n), activation_pair_product(t.d, t.d));
  return fabs(x) < 0x1p-500 ? x * x : y;
}
ACTIVATION_FORMS(tanhshrink, value, derivative)
