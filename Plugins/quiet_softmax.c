#include <activation.h>
#include <activation_math.h>

ACTIVATION(quiet_softmax, "1.0.0", "Softmax with one more, silent element at 0: the row may sum to less than 1")
ACTIVATION_LICENSE(quiet_softmax, "MIT")
ACTIVATION_ALIASES(quiet_softmax, "softmax1 softmax_one")
ACTIVATION_FORMULA(quiet_softmax, "exp(x) / (1 + sum(exp(x)))")
ACTIVATION_RANGE(quiet_softmax, "[0, 1]")
ACTIVATION_RECORD(quiet_softmax, note,
  "a row of -inf gives 0 everywhere")

ACTIVATION_SOFTMAX_FORMS(quiet_softmax, , 1)
