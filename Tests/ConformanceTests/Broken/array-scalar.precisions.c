/* float and double disagree, where no formula says which of them is right. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Arctangent")
ACTIVATION_LICENSE(broken, "MIT")
VALUE(double) DERIVATIVE(double)
ACTIVATION_VALUE(broken, float, (float x)) { return (float)atan(x) * (fabsf(x) > 8 ? 1.0001f : 1); }
