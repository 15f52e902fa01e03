/* The parameter comes before x. */
#include <activation.h>
#include <math.h>
ACTIVATION(parameter_first, "1.0.0", "Arctangent of a scaled input")
ACTIVATION_LICENSE(parameter_first, "MIT")
ACTIVATION_FORMULA(parameter_first, "atan(beta * x)")
ACTIVATION_PARAMETER_IN(parameter_first, beta, 2, "in [0.125, 8]", "factor of the input")
ACTIVATION_RANGE(parameter_first, "[-1.5707963267948966, 1.5707963267948966]")
ACTIVATION_MONOTONIC(parameter_first, "nondecreasing")
ACTIVATION_SYMMETRY(parameter_first, "odd")
ACTIVATION_VALUE(parameter_first, double, (double beta, double x)) { return atan(beta * x); }
ACTIVATION_DERIVATIVE(parameter_first, double, (double beta, double x)) {
  double t = beta * x;
  return fabs(t) > 1 ? beta / t / (t + 1 / t) : beta / (1 + t * t);
}
