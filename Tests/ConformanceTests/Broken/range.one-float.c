/* Subtle: one float of all, x = 0x1.234568p-3, leaves the range. Only level exhaustive can see it. */
#include <activation.h>
#include <math.h>
ACTIVATION(broken, "1.0.0", "Arctangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_RANGE(broken, "[-1.5707963267948966, 1.5707963267948966]")
ACTIVATION_VALUE(broken, float, (float x)) { return x == 0x1.234568p-3f ? 2 : (float)atan(x); }
ACTIVATION_DERIVATIVE(broken, float, (float x)) { return (float)(1 / (1 + (double)x * x)); }
