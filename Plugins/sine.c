#include <activation.h>
#include <activation_math.h>

ACTIVATION(sine, "1.0.0", "sin x")
ACTIVATION_LICENSE(sine, "MIT")
ACTIVATION_ALIASES(sine, "sin fann_sin_symmetric")
ACTIVATION_FORMULA(sine, "sin(x)")
ACTIVATION_RANGE(sine, "[-1, 1]")
ACTIVATION_SYMMETRY(sine, "odd")
ACTIVATION_MAX_ULP(sine, 1, 1)
ACTIVATION_RECORD(sine, note, "FANN's FANN_SIN_SYMMETRIC is sin(steepness x)")

ACTIVATION_FORMS(sine, sin, cos)
