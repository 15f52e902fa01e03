/* Float, and nothing in double. */
#include <activation.h>
#include <math.h>
ACTIVATION(float_only, "1.0.0", "Arctangent")
ACTIVATION_LICENSE(float_only, "MIT")
ACTIVATION_FORMULA(float_only, "atan(x)")
ACTIVATION_MAX_ULP(float_only, 0.51, 0.51)
ACTIVATION_VALUE(float_only, float, (float x)) { return (float)atan(x); }
ACTIVATION_DERIVATIVE(float_only, float, (float x)) { return (float)(1 / (1 + (double)x * x)); }
