/* The nearest float of a line whose truth lies 2^-18 ULP beside a tie at each power of two: half a
 * unit is kept there by no more than that. */
#include <activation.h>
ACTIVATION(nearest, "1.0.0", "A line")
ACTIVATION_LICENSE(nearest, "MIT")
ACTIVATION_FORMULA(nearest, "x * (1 + 2^-24 + 2^-41)")
ACTIVATION_MAX_ULP(nearest, 0.5, 0.5)
ACTIVATION_VALUE(nearest, float, (float x)) { return (float)(x * (1 + 0x1p-24 + 0x1p-41)); }
ACTIVATION_DERIVATIVE(nearest, float, (float x)) { return x != x ? x : 0x1.000002p0f; }
