#include <activation.h>

ACTIVATION(step, "1.0.0", "Heaviside step")
ACTIVATION_LICENSE(step, "MIT")
ACTIVATION_ALIASES(step, "heaviside hardlim binary_step")
ACTIVATION_FORMULA(step, "where(x >= threshold, 1, 0)")
ACTIVATION_RANGE(step, "[0, 1]")
ACTIVATION_MONOTONIC(step, "nondecreasing")
ACTIVATION_KINKS(step, "threshold")
ACTIVATION_PARAMETER(step, threshold, 0, "where it steps up")
ACTIVATION_MAX_ULP(step, 0, 0)
ACTIVATION_RECORD(step, note, "its derivative is 0: a hidden layer of it cannot be trained")

ACTIVATION_VALUE(step, double, (double x, double threshold)) {
  return x != x ? x : x >= threshold;
}
ACTIVATION_VALUE(step, float, (float x, float threshold)) {
  return (float)step_value(x, threshold);
}
ACTIVATION_DERIVATIVE(step, double, (double x, double threshold)) {
  return x != x || threshold != threshold ? x + threshold : 0;
}
ACTIVATION_DERIVATIVE(step, float, (float x, float threshold)) {
  return (float)step_derivative(x, threshold);
}
