#include <activation.h>
#include <activation_math.h>

ACTIVATION(softmax, "1.0.0", "Exponentials over a row, divided by their sum")
ACTIVATION_LICENSE(softmax, "MIT")
ACTIVATION_FORMULA(softmax, "exp(x - max(x)) / sum(exp(x - max(x)))")
ACTIVATION_RANGE(softmax, "[0, 1]")
ACTIVATION_RECORD(softmax, note,
  "a row's infinities are its limit: equal shares for its greatest elements, so 1/n "
  "each where all are -inf")

ACTIVATION_SOFTMAX_FORMS(softmax, , 0)
