#include <activation.h>
#include <activation_math.h>

ACTIVATION(softmin, "1.0.0", "Softmax of the negated row")
ACTIVATION_LICENSE(softmin, "MIT")
ACTIVATION_FORMULA(softmin, "exp(-x - max(-x)) / sum(exp(-x - max(-x)))")
ACTIVATION_RANGE(softmin, "[0, 1]")
ACTIVATION_RECORD(softmin, note,
  "a row's infinities are its limit: equal shares for its least elements, so 1/n each "
  "where all are inf")

ACTIVATION_SOFTMAX_FORMS(softmin, -, 0)
