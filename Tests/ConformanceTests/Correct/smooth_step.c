/* A cubic between two lines, kinks nowhere, coefficients from parameters: smooth step. */
#include <activation.h>
#include <math.h>
ACTIVATION(smoothstep, "1.0.0", "0, a cubic, 1")
ACTIVATION_LICENSE(smoothstep, "MIT")
ACTIVATION_FORMULA(smoothstep,
                   "where(x <= -w, 0, where(x >= w, 1, (2 + 3 * (x / w) - (x / w)^3) / 4))")
ACTIVATION_PARAMETER_IN(smoothstep, w, 2, "in [0.5, 8]", "half of its width")
ACTIVATION_RANGE(smoothstep, "[0, 1]")
ACTIVATION_MONOTONIC(smoothstep, "nondecreasing")
ACTIVATION_VALUE(smoothstep, double, (double x, double w)) {
  double t = x / w;
  if (x <= -w) return 0;
  if (x >= w) return 1;
  return (1 + t) * (1 + t) * (2 - t) / 4;
}
ACTIVATION_DERIVATIVE(smoothstep, double, (double x, double w)) {
  double t = x / w;
  if (x <= -w || x >= w) return 0;
  return 3 * (1 - t) * (1 + t) / (4 * w);
}
