#include <activation.h>

ACTIVATION(leaky_relu, "1.0.0", "Leaky rectified linear unit")
ACTIVATION_LICENSE(leaky_relu, "MIT")
ACTIVATION_ALIASES(leaky_relu, "lrelu")
ACTIVATION_FORMULA(leaky_relu, "where(x > 0, x, negative_slope * x)")
ACTIVATION_RANGE(leaky_relu, "(-inf, inf)")
ACTIVATION_KINKS(leaky_relu, "0")
ACTIVATION_PARAMETER(leaky_relu, negative_slope, 0.01, "slope where x <= 0")
ACTIVATION_MAX_ULP(leaky_relu, 1, 1)
ACTIVATION_RECORD(leaky_relu, note, "PyTorch, JAX and ONNX take 0.01; Keras takes negative_slope=0.3 in its layer and 0.2 in its function, Darknet 0.1")

ACTIVATION_VALUE(leaky_relu, double, (double x, double negative_slope)) {
  return x > 0 ? x : negative_slope * x;
}
ACTIVATION_VALUE(leaky_relu, float, (float x, float negative_slope)) {
  return (float)leaky_relu_value(x, negative_slope);
}
ACTIVATION_DERIVATIVE(leaky_relu, double, (double x, double negative_slope)) {
  return x != x ? x : x > 0 ? 1 : negative_slope;
}
ACTIVATION_DERIVATIVE(leaky_relu, float, (float x, float negative_slope)) {
  return (float)leaky_relu_derivative(x, negative_slope);
}
