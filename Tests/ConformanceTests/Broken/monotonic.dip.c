/* Declared to rise as relu does; silu dips below 0 first. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Sigmoid linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "x * sigmoid(x)")
ACTIVATION_MONOTONIC(broken, "nondecreasing")
ACTIVATION_VALUE(broken, double, (double x)) {
  double e = exp(-fabs(x));
  return x == -INFINITY ? 0 : x < 0 ? x * (e / (1 + e)) : x / (1 + e);
}
ACTIVATION_DERIVATIVE(broken, double, (double x)) {
  double e = exp(-fabs(x));
  return x < -1000 ? 0 : x < 0 ? e * (1 + e + x) / ((1 + e) * (1 + e))
                       : (1 + e * (1 + (x > 1000 ? 1000 : x))) / ((1 + e) * (1 + e));
}
