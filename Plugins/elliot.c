#include <activation.h>
#include <activation_math.h>

ACTIVATION(elliot, "1.0.0", "Sigmoid from softsign")
ACTIVATION_LICENSE(elliot, "MIT")
ACTIVATION_FORMULA(elliot, "(steepness * x / (1 + abs(steepness * x)) + 1) / 2")
ACTIVATION_PARAMETER_IN(elliot, steepness, 1, "in [0.015625, 64]", "factor of the input")
ACTIVATION_RANGE(elliot, "[0, 1]")
ACTIVATION_MONOTONIC(elliot, "nondecreasing")
ACTIVATION_MAX_ULP(elliot, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(elliot, 2, 2)
ACTIVATION_RECORD(elliot, note, "FANN's FANN_ELLIOT, whose steepness is 0.5 by default")
ACTIVATION_NOTE(elliot, fann, "steepness 0.5 by default: FANN multiplies every input by it")

/* 2^-8 (1 + steepness |x|): no overflow at the steepest */
static inline activation_pair divisor(double x, double steepness) {
  activation_pair t = activation_product(0x1p-8 * fabs(x), steepness);
  activation_pair d = activation_two_sum(0x1p-8, t.hi);
  d.lo += t.lo;
  return d;
}
static inline double value(double x, double steepness) {
  double tail = activation_quotient(activation_make_pair(0x1p-9, 0), divisor(x, steepness));
  return x < 0 ? tail : x == x ? 1 - tail : x;
}
static inline double derivative(double x, double steepness) {
  activation_pair d = divisor(x, steepness);
  double q = activation_quotient(activation_make_pair(0x1p-9 * steepness, 0), d);
  return activation_quotient(activation_make_pair(0x1p-8 * q, 0), d);
}
static inline float float_value(float x, float steepness) {
  double t = fabs(x) * (double)steepness, tail = 0.5 / (1 + t);
  return x < 0 ? (float)tail : x == x ? (float)(1 - tail) : x;
}
static inline float float_derivative(float x, float steepness) {
  double r = 1 / (1 + fabs(x) * (double)steepness);
  return (float)(0.5 * steepness * r * r);
}
ACTIVATION_FORMS_WITH_FLOAT(elliot, float_value, float_derivative, value, derivative, steepness)
