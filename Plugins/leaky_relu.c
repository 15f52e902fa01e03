#include <activation.h>
#include <activation_math.h>

ACTIVATION(leaky_relu, "1.0.0", "Leaky rectified linear unit")
ACTIVATION_LICENSE(leaky_relu, "MIT")
ACTIVATION_ALIASES(leaky_relu, "lrelu leaky relie")
ACTIVATION_FORMULA(leaky_relu, "where(x > 0, x, negative_slope * x)")
ACTIVATION_PARAMETER(leaky_relu, negative_slope, 0.01, "slope where x <= 0")
ACTIVATION_RANGE(leaky_relu, "(-inf, inf)")
ACTIVATION_KINKS(leaky_relu, "0")
ACTIVATION_MAX_ULP(leaky_relu, 1, 1)
ACTIVATION_RECORD(leaky_relu, note,
  "0.01 as in PyTorch, JAX and ONNX; Keras takes 0.3 in its layer and 0.2 in its "
  "function, Darknet 0.1")
ACTIVATION_NOTE(leaky_relu, pytorch, "slope 0.01; derivative 0.01 at 0")
ACTIVATION_NOTE(leaky_relu, jax, "slope 0.01; derivative 1 at 0")
ACTIVATION_NOTE(leaky_relu, onnx, "slope 0.01")
ACTIVATION_NOTE(leaky_relu, tensorflow, "tf.nn.leaky_relu has slope 0.2; derivative 0.2 at 0")
ACTIVATION_NOTE(leaky_relu, keras,
  "keras.layers.LeakyReLU has slope 0.3, keras.ops.leaky_relu and activations.leaky_relu 0.2 "
  "(Keras 3); derivative the slope at 0, but 1 where JAX computes")
ACTIVATION_NOTE(leaky_relu, mindspore, "slope 0.2")
ACTIVATION_NOTE(leaky_relu, chainer, "slope 0.2")
ACTIVATION_NOTE(leaky_relu, mxnet, "slope 0.25")
ACTIVATION_NOTE(leaky_relu, darknet, "leaky has slope 0.1; relie has 0.01")

/* 0, not NaN, at -inf where the slope is 0. Asked of the slope first, that is a loop of its own. */
#define VALUE(x, negative_slope)                                              \
  ((negative_slope) == 0                                                      \
       ? (x) > 0 ? (x) : (x) < 0 ? -(negative_slope) : (negative_slope) * (x) \
       : (x) > 0 ? (x) : (negative_slope) * (x))
#define DERIVATIVE(x, negative_slope) ((x) > 0 ? 1 : (x) <= 0 ? (negative_slope) : (x))

ACTIVATION_SIMPLE_FORMS(leaky_relu, VALUE, DERIVATIVE, negative_slope)
