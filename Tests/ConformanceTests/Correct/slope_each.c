/* A slope for every channel, an array that training moves; sums are added to. */
#include <activation.h>
#include <math.h>
ACTIVATION(slopes, "1.0.0", "A slope for each channel where x < 0")
ACTIVATION_LICENSE(slopes, "MIT")
ACTIVATION_FORMULA(slopes, "where(x < 0, w * x, x)")
ACTIVATION_KINKS(slopes, "0")
ACTIVATION_LEARNABLE(slopes, w, 0.25, "slope")
ACTIVATION_VALUE_ARRAY(slopes, float, (float *y, const float *w, const float *x, size_t n)) {
  for (size_t i = 0; i < n; i++) y[i] = x[i] < 0 ? w[i] * x[i] : x[i];
}
ACTIVATION_GRADIENT_ARRAY(slopes, float,
                          (const float *x, const float *dy, float *dx, const float *w, float *dw,
                           size_t n)) {
  for (size_t i = 0; i < n; i++) {
    float d = dy[i];
    dw[i] += x[i] < 0 ? d * x[i] : 0;
    dx[i] = x[i] != x[i] ? x[i] : x[i] < 0 ? d * w[i] : d;
  }
}
