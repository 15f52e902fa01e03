/*
 * A library that nobody here wrote, through thin wrappers: the C library's own tanh, erf, cbrt and
 * asinh. Its manual ("Errors in Math Functions") has 2, 1, 4 and 2 ULP; those are of its tests' own
 * points, and a random seed found tanhf at 2.07. So the bounds are the published ones of glibc 2.36
 * (Gladman, Innocente, Mather, Zimmermann, "Accuracy of Mathematical Functions"), rounded up.
 */
#define _GNU_SOURCE
#include <activation.h>
#include <math.h>

ACTIVATION(tanh, "2.36.0", "Hyperbolic tangent of the C library")
ACTIVATION_LICENSE(tanh, "LGPL-2.1-or-later")
ACTIVATION_FORMULA(tanh, "tanh(x)")
ACTIVATION_RANGE(tanh, "[-1, 1]")
ACTIVATION_MONOTONIC(tanh, "nondecreasing")
ACTIVATION_SYMMETRY(tanh, "odd")
ACTIVATION_MAX_ULP(tanh, 2.25, 10)
ACTIVATION_VALUE(tanh, double, (double x)) { return tanh(x); }
ACTIVATION_VALUE(tanh, float, (float x)) { return tanhf(x); }
static double tanh_slope(double x) {
  double inverse = 1 / cosh(x);
  return inverse * inverse;
}
ACTIVATION_DERIVATIVE(tanh, double, (double x)) { return tanh_slope(x); }
ACTIVATION_DERIVATIVE(tanh, float, (float x)) { return (float)tanh_slope(x); }

ACTIVATION(erf, "2.36.0", "Error function of the C library")
ACTIVATION_LICENSE(erf, "LGPL-2.1-or-later")
ACTIVATION_FORMULA(erf, "erf(x)")
ACTIVATION_RANGE(erf, "[-1, 1]")
ACTIVATION_MONOTONIC(erf, "nondecreasing")
ACTIVATION_SYMMETRY(erf, "odd")
ACTIVATION_MAX_ULP(erf, 1.5, 5)
ACTIVATION_VALUE(erf, double, (double x)) { return erf(x); }
ACTIVATION_VALUE(erf, float, (float x)) { return erff(x); }
/* The square's rounding error would be magnified by the exponential: it is taken along. */
static double erf_slope(double x) {
  double square = x * x, rest = fma(x, x, -square);
  return fabs(x) > 40 ? 0 : 0x1.20dd750429b6dp+0 * (1 - rest) * exp(-square);
}
ACTIVATION_DERIVATIVE(erf, double, (double x)) { return erf_slope(x); }
ACTIVATION_DERIVATIVE(erf, float, (float x)) { return (float)erf_slope(x); }

ACTIVATION(cbrt, "2.36.0", "Cube root of the C library")
ACTIVATION_LICENSE(cbrt, "LGPL-2.1-or-later")
ACTIVATION_FORMULA(cbrt, "cbrt(x)")
ACTIVATION_KINKS(cbrt, "0")
ACTIVATION_SYMMETRY(cbrt, "odd")
ACTIVATION_MAX_ULP(cbrt, 4, 18)
ACTIVATION_VALUE(cbrt, double, (double x)) { return cbrt(x); }
ACTIVATION_VALUE(cbrt, float, (float x)) { return cbrtf(x); }
static double cbrt_slope(double x) {
  double root = cbrt(x);
  return 1 / (3 * root * root);
}
ACTIVATION_DERIVATIVE(cbrt, double, (double x)) { return cbrt_slope(x); }
ACTIVATION_DERIVATIVE(cbrt, float, (float x)) { return (float)cbrt_slope(x); }

ACTIVATION(asinh, "2.36.0", "Inverse hyperbolic sine of the C library")
ACTIVATION_LICENSE(asinh, "LGPL-2.1-or-later")
ACTIVATION_FORMULA(asinh, "asinh(x)")
ACTIVATION_MONOTONIC(asinh, "nondecreasing")
ACTIVATION_SYMMETRY(asinh, "odd")
ACTIVATION_MAX_ULP(asinh, 2, 4)
ACTIVATION_VALUE(asinh, double, (double x)) { return asinh(x); }
ACTIVATION_VALUE(asinh, float, (float x)) { return asinhf(x); }
ACTIVATION_DERIVATIVE(asinh, double, (double x)) { return 1 / hypot(1, x); }
ACTIVATION_DERIVATIVE(asinh, float, (float x)) { return (float)(1 / hypot(1, x)); }
