#include <activation.h>
#include <activation_math.h>

ACTIVATION(hardsigmoid, "1.0.0", "Sigmoid of three straight pieces")
ACTIVATION_LICENSE(hardsigmoid, "MIT")
ACTIVATION_ALIASES(hardsigmoid, "hard_sigmoid hsigmoid")
ACTIVATION_FORMULA(hardsigmoid, "min(max(x / width + offset, 0), 1)")
ACTIVATION_PARAMETER_IN(hardsigmoid, width, 6, "in [0.015625, 64]", "1 / slope")
ACTIVATION_PARAMETER_IN(hardsigmoid, offset, 0.5, "in [0, 1]", "the value at 0")
ACTIVATION_RANGE(hardsigmoid, "[0, 1]")
ACTIVATION_MONOTONIC(hardsigmoid, "nondecreasing")
ACTIVATION_KINKS(hardsigmoid, "-width*offset width*(1-offset)")
ACTIVATION_MAX_ULP(hardsigmoid, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(hardsigmoid, 2, 1)
ACTIVATION_RECORD(hardsigmoid, note,
  "slope 1/6 and offset 1/2 as in PyTorch, JAX and Keras; ONNX and old Keras have "
  "slope 0.2, which is width 5")
ACTIVATION_NOTE(hardsigmoid, pytorch, "slope 1/6, as here; derivative 0 at -3 and 3")
ACTIVATION_NOTE(hardsigmoid, keras,
  "slope 1/6 (Keras 3), derivative 0 at -3 and 3; tf_keras and Keras 2 have slope 0.2, width 5 here")
ACTIVATION_NOTE(hardsigmoid, onnx, "HardSigmoid has slope 0.2 by default, width 5 here")
ACTIVATION_NOTE(hardsigmoid, chainer, "slope 0.2, width 5 here")
ACTIVATION_NOTE(hardsigmoid, mxnet, "slope 0.2, width 5 here")
ACTIVATION_NOTE(hardsigmoid, theano, "slope 0.2, width 5 here")
ACTIVATION_NOTE(hardsigmoid, ncnn, "slope 0.2, width 5 here")
ACTIVATION_NOTE(hardsigmoid, jax, "hard_sigmoid has slope 1/6, as here; derivative 0 at -3 and 3")

static inline double value(double x, double width, double offset) {
  return activation_clamp((x + width * offset) / width, 0, 1);
}
/* The bends, -width offset and width - width offset, are compared with exactly. */
static inline double derivative(double x, double width, double offset) {
  activation_pair low = activation_product(width, offset);
  activation_pair high = activation_two_sum(width, -low.hi);
  double slope = 1 / width;
  int outside = (x + low.hi) + low.lo <= 0 || (x - high.hi) - (high.lo - low.lo) >= 0;
  return outside ? 0 : x == x ? slope : x;
}
ACTIVATION_FORMS(hardsigmoid, value, derivative, width, offset)
