/* A formula in another language's notation: nobody can hold the plugin to it. */
#include "sound.h"
ACTIVATION(broken, "1.0.0", "Arctangent")
ACTIVATION_LICENSE(broken, "MIT")
ACTIVATION_FORMULA(broken, "np.arctan(x)")
VALUE(double) DERIVATIVE(double)
