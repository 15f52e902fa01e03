/* States no licence: nobody may ship it. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Arctangent")
ACTIVATION_FORMULA(broken, "atan(x)")
VALUE(double) DERIVATIVE(double)
