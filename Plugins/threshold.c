#include <activation.h>
#include <activation_math.h>

ACTIVATION(threshold, "1.0.0", "The input above a threshold, a constant below")
ACTIVATION_LICENSE(threshold, "MIT")
ACTIVATION_ALIASES(threshold, "thresholded_relu")
ACTIVATION_FORMULA(threshold, "where(x > threshold, x, value)")
ACTIVATION_PARAMETER(threshold, threshold, 1, "the greatest input that is replaced")
ACTIVATION_PARAMETER(threshold, value, 0, "what replaces it")
ACTIVATION_RANGE(threshold, "(-inf, inf)")
ACTIVATION_KINKS(threshold, "threshold")
ACTIVATION_MAX_ULP(threshold, 0, 0)
ACTIVATION_RECORD(threshold, note,
  "ONNX ThresholdedRelu at its default; Keras and PyTorch name the threshold each "
  "time")
ACTIVATION_NOTE(threshold, pytorch, "derivative 0 at the threshold")
ACTIVATION_NOTE(threshold, keras, "derivative 0 at the threshold")

#define VALUE(x, threshold, value) ((x) <= (threshold) ? (value) : (x))
#define DERIVATIVE(x, threshold, value) \
  ((x) <= (threshold) ? 0 * (value) : (x) == (x) ? 1 : (x))
ACTIVATION_SIMPLE_FORMS(threshold, VALUE, DERIVATIVE, threshold, value)
