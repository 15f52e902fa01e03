#include <activation.h>
#include <activation_math.h>

ACTIVATION(step, "1.0.0", "Heaviside step")
ACTIVATION_LICENSE(step, "MIT")
ACTIVATION_ALIASES(step, "heaviside hardlim binary_step")
ACTIVATION_FORMULA(step, "where(x >= threshold, 1, 0)")
ACTIVATION_PARAMETER(step, threshold, 0, "where it steps up")
ACTIVATION_RANGE(step, "[0, 1]")
ACTIVATION_MONOTONIC(step, "nondecreasing")
ACTIVATION_KINKS(step, "threshold")
ACTIVATION_MAX_ULP(step, 0, 0)
ACTIVATION_RECORD(step, note,
  "its derivative is 0, so a hidden layer of it cannot be trained; 1 at the "
  "threshold itself, where jnp.heaviside asks for the value")

#define VALUE(x, threshold) ((x) >= (threshold) ? 1 : (x) < (threshold) ? 0 : (x))
#define DERIVATIVE(x, threshold) ((x) == (x) ? 0 * (threshold) : (x))
ACTIVATION_SIMPLE_FORMS(step, VALUE, DERIVATIVE, threshold)
