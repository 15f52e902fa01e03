/* Burn, Candle, MLX and tinygrad each had it: 0 * inf from the branch that is not taken. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Exponential linear unit")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "where(x > 0, x, expm1(x))")
ACTIVATION_VALUE(broken, double, (double x)) { return x > 0 ? x : expm1(x); }
ACTIVATION_DERIVATIVE(broken, double, (double x)) { return (x > 0) * 1.0 + (x <= 0) * exp(x); }
