/* Two learnable parameters: by partial derivatives in double, by sums in float. */
#include <activation.h>
#include <math.h>
ACTIVATION(learnable, "1.0.0", "A scaled arctangent")
ACTIVATION_LICENSE(learnable, "MIT")
ACTIVATION_FORMULA(learnable, "height * atan(slope * x)")
ACTIVATION_LEARNABLE_IN(learnable, height, 1.5, "in [0.25, 4]", "factor of the value")
ACTIVATION_LEARNABLE_IN(learnable, slope, 0.75, "in [0.25, 4]", "factor of the input")
static double derivative(double t) {
  double inverse = 1 / t;
  return fabs(t) > 1 ? inverse / (t + inverse) : 1 / (1 + t * t);
}
ACTIVATION_VALUE(learnable, double, (double x, double height, double slope)) {
  return height * atan(slope * x);
}
ACTIVATION_DERIVATIVE(learnable, double, (double x, double height, double slope)) {
  return height * slope * derivative(slope * x);
}
ACTIVATION_PARTIAL(learnable, double, height, (double x, double slope)) { return atan(slope * x); }
ACTIVATION_PARTIAL(learnable, double, slope, (double x, double height, double slope)) {
  return fabs(x) > 1e150 ? 0 : height * x * derivative(slope * x);
}
ACTIVATION_VALUE(learnable, float, (float x, float height, float slope)) {
  return (float)(height * atan((double)slope * x));
}
ACTIVATION_GRADIENT_ARRAY(learnable, float,
                          (const float *x, const float *dy, float *dx, size_t n, float height,
                           float *dheight, float slope, float *dslope)) {
  double by_height = 0, by_slope = 0;
  for (size_t i = 0; i < n; i++) {
    double t = (double)slope * x[i], inner = dy[i] * derivative(t) * height;
    by_height += dy[i] * atan(t);
    by_slope += inner * x[i];
    dx[i] = (float)(inner * slope);
  }
  *dheight += (float)by_height;
  *dslope += (float)by_slope;
}
