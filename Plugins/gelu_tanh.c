#include <activation.h>
#include <activation_vector.h>

ACTIVATION(gelu_tanh, "1.0.0", "Gaussian error linear unit, approximated through tanh")
ACTIVATION_LICENSE(gelu_tanh, "MIT")
ACTIVATION_ALIASES(gelu_tanh, "gelu_new gelu_approximate gelu_pytorch_tanh gelu_fast gelu_approx")
ACTIVATION_FORMULA(gelu_tanh, "x * sigmoid(2 * sqrt(2 / pi) * (x + 0.044715 * x^3))")
ACTIVATION_RANGE(gelu_tanh, "[-0.17004075057125412, inf)")
ACTIVATION_MAX_ULP(gelu_tanh, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(gelu_tanh, 2, 2)
ACTIVATION_RECORD(gelu_tanh, note,
  "the default of jax.nn.gelu and keras.ops.gelu; gelu is the exact form")
ACTIVATION_NOTE(gelu_tanh, huggingface,
  "gelu_new, gelu_pytorch_tanh and gelu_fast are this form; quick_gelu is another")
ACTIVATION_NOTE(gelu_tanh, mindspore,
  "fast_gelu is not this form but x sigmoid(1.702 x), quick_gelu here")
ACTIVATION_NOTE(gelu_tanh, mlx, "gelu_approx is this form; gelu_fast_approx is quick_gelu here")

/* 2 sqrt(2 / pi) (x + factor 0.044715 x^3) / x, with factor 1 or, for the derivative, 3 */
static inline activation_pair slope(double x, double factor) {
  activation_pair a = activation_make_pair(0x1.9884533d43651p+0, -0x1.cbc0d30ebfd15p-54);
  activation_pair b = activation_make_pair(0x1.2444f2a4d8b4bp-4, -0x1.6c843a29d1c70p-61), square;
  square = activation_product(x, x);
  square.hi *= factor;
  square.lo *= factor;
  return activation_pair_sum(activation_pair_product(square, b), a);
}
static inline activation_pair argument(double x) {
  return activation_pair_product(slope(x, 1), activation_make_pair(x, 0));
}
static inline double value(double x) {
  double inner = activation_clamp(x, -22, 22);
  return activation_gated(x < -22 ? -22 : x, argument(inner));
}
static inline double derivative(double x) {
  double inner = activation_clamp(x, -22, 22), y, p;
  activation_pair d;
  activation_pair v = activation_pair_product(slope(inner, 3), activation_make_pair(inner, 0));
  y = activation_gated_derivative(argument(inner), v);
  d = activation_sum(x + 0x1.81429f9e97e4dp-1, -0x1.4f523ed77dbdcp-55);
  p = 0x1.0324ff2f0d5f2p-13;
  p = p * d.hi + 0x1.132e3335d522ep-12;
  p = p * d.hi - 0x1.e63dbb50e56cep-11;
  p = p * d.hi - 0x1.3d8c9bb85a4b9p-9;
  p = p * d.hi + 0x1.58c9ed213427ep-8;
  p = p * d.hi + 0x1.427996b057950p-6;
  p = p * d.hi - 0x1.104a83edb295bp-6;
  p = p * d.hi - 0x1.d2b773463f391p-4;
  p = p * d.hi - 0x1.029615edb07a7p-6;
  p = p * d.hi + 0x1.8cd1a2b2fff2cp-2;
  p = activation_about_root(d, 0x1.b8bacd2c96b91p-2, p);
  return fabs(d.hi) < 0.125 ? p : y;
}
static inline float float_value(float x) {
  double t = activation_clamp(x, -12, 12), e, r;
  double a = t * (0x1.9884533d43651p+0 + 0x1.2444f2a4d8b4bp-4 * t * t);
  e = activation_float_exp_value(-fabs(a));
  r = activation_float_reciprocal(1 + e);
  return (float)((x > 12 ? x : t) * (x > 0 ? r : e * r));
}
static inline float float_derivative(float x) {
  double t = activation_clamp(x, -12, 12), square = t * t;
  double a = t * (0x1.9884533d43651p+0 + 0x1.2444f2a4d8b4bp-4 * square);
  double v = t * (0x1.9884533d43651p+0 + 0x1.b6676bf7450f0p-3 * square);
  return (float)activation_float_gated_derivative(a, v);
}
ACTIVATION_ARRAYS(gelu_tanh, double, value, derivative)
ACTIVATION_SCALARS(gelu_tanh, double, value, derivative)
ACTIVATION_KERNEL_VALUE(gelu_tanh, gelu_tanh, float_value)
ACTIVATION_KERNEL_DERIVATIVE(gelu_tanh, gelu_tanh_derivative, float_derivative)
