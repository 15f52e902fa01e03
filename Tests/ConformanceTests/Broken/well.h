// A sigmoid that is right in every way, for each broken plugin to break in one.
#pragma once
#include <activation.h>
#include <math.h>
#include <stdint.h>

#define DESCRIBED(formula)                             \
  ACTIVATION(broken, "1.0.0", "Broken in one way")     \
  ACTIVATION_LICENSE(broken, "MIT")                    \
  ACTIVATION_FORMULA(broken, formula)

static inline double right(double x) { return 1 / (1 + exp(-x)); }
static inline double right_derivative(double x) {
  double e = exp(-fabs(x));
  return e / ((1 + e) * (1 + e));
}

#define SIGMOID "1 / (1 + exp(-x))"
#define RIGHT_VALUE \
  ACTIVATION_VALUE(broken, double, (double x)) { return right(x); }
#define RIGHT_DERIVATIVE \
  ACTIVATION_DERIVATIVE(broken, double, (double x)) { return right_derivative(x); }
