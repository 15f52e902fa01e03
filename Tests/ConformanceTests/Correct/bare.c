/* Two functions, as section 1 of the interface has them: no header and no description. */
#include <math.h>
double activation_value(double x) { return atan(x); }
double activation_derivative(double x) { return 1 / (1 + x * x); }
