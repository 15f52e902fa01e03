#include <activation.h>
#include <activation_math.h>

ACTIVATION(tanhshrink, "1.0.0", "x - tanh x")
ACTIVATION_LICENSE(tanhshrink, "MIT")
ACTIVATION_ALIASES(tanhshrink, "tanh_shrink")
ACTIVATION_FORMULA(tanhshrink, "x - tanh(x)")
ACTIVATION_RANGE(tanhshrink, "(-inf, inf)")
ACTIVATION_MONOTONIC(tanhshrink, "nondecreasing")
ACTIVATION_SYMMETRY(tanhshrink, "odd")
ACTIVATION_MAX_ULP(tanhshrink, 2, 2)

static inline double value(double x) {
  double a = fabs(x) < 2.5 ? x : 0, z = a * a, k, y, far;
  /* x z / (k + z), where k = 3 + z / (5 + z / (7 + ...)): nothing cancels */
  k = 0x1.c47aa7e496d5ap-59;
  k = k * z - 0x1.c40f9187f40d6p-53;
  k = k * z + 0x1.da0617ddcab70p-48;
  k = k * z - 0x1.6ef0f942ef3f1p-43;
  k = k * z + 0x1.eef4af83da117p-39;
  k = k * z - 0x1.3d7a7781f9f66p-34;
  k = k * z + 0x1.91eef77488443p-30;
  k = k * z - 0x1.fbe85c0932810p-26;
  k = k * z + 0x1.4175a6c6b63a7p-21;
  k = k * z - 0x1.997cb6ada394bp-17;
  k = k * z + 0x1.0a4e157db7170p-12;
  k = k * z - 0x1.767dce432da3cp-8;
  k = k * z + 0x1.9999999999837p-3;
  k = k * z + 3;
  y = a * (z / (k + z));
  far = x - activation_tanh(x);
  return fabs(x) < 2.5 ? y : far;
}
static inline double derivative(double x) {
  double t = activation_tanh(x);
  return t * t;
}
ACTIVATION_FORMS(tanhshrink, value, derivative)
