/* Ten times as fast as a sine: beyond 2^20 it turns within the distance of two floats. */
#include <activation.h>
#include <math.h>
ACTIVATION(oscillating, "1.0.0", "sin 10x")
ACTIVATION_LICENSE(oscillating, "MIT")
ACTIVATION_FORMULA(oscillating, "sin(10 * x)")
ACTIVATION_RANGE(oscillating, "[-1, 1]")
ACTIVATION_SYMMETRY(oscillating, "odd")
ACTIVATION_MAX_ULP(oscillating, 0.51, 0.51)
/* Ten times a float is a double without rounding. */
ACTIVATION_VALUE(oscillating, float, (float x)) { return (float)sin(10.0 * x); }
ACTIVATION_DERIVATIVE(oscillating, float, (float x)) { return (float)(10 * cos(10.0 * x)); }
