#include <activation.h>
#include <activation_math.h>

ACTIVATION(rational, "1.0.0", "Quotient of learned polynomials: the Pade activation unit")
ACTIVATION_LICENSE(rational, "MIT")
ACTIVATION_ALIASES(rational, "pau pade")
ACTIVATION_FORMULA(rational,
  "(a0 + x * (a1 + x * (a2 + x * (a3 + x * (a4 + x * a5))))) / (1 + abs(x * (b1 + "
  "x * (b2 + x * (b3 + x * b4)))))")
ACTIVATION_PARAMETER_IN(rational, a0, 0.02996348, "learnable", "factor of x^0 above")
ACTIVATION_PARAMETER_IN(rational, a1, 0.61690165, "learnable", "factor of x^1 above")
ACTIVATION_PARAMETER_IN(rational, a2, 2.37539147, "learnable", "factor of x^2 above")
ACTIVATION_PARAMETER_IN(rational, a3, 3.06608078, "learnable", "factor of x^3 above")
ACTIVATION_PARAMETER_IN(rational, a4, 1.52474449, "learnable", "factor of x^4 above")
ACTIVATION_PARAMETER_IN(rational, a5, 0.25281987, "learnable", "factor of x^5 above")
ACTIVATION_PARAMETER_IN(rational, b1, 1.19160814, "learnable", "factor of x^1 below, inside the absolute value")
ACTIVATION_PARAMETER_IN(rational, b2, 4.40811795, "learnable", "factor of x^2 below, inside the absolute value")
ACTIVATION_PARAMETER_IN(rational, b3, 0.91111034, "learnable", "factor of x^3 below, inside the absolute value")
ACTIVATION_PARAMETER_IN(rational, b4, 0.34885983, "learnable", "factor of x^4 below, inside the absolute value")
/* The kinks: the roots of x (b1 + b2 x + b3 x^2 + b4 x^3), by Cardano. t^3 + P t + Q is the cubic
 * in t = x + b3 / (3 b4); with a positive discriminant it has one root, else three. */
#define P "((b2 - b3^2 / (3 * b4)) / b4)"
#define Q "((b1 - b3 * b2 / (3 * b4) + 2 * b3^3 / (27 * b4^2)) / b4)"
#define D "(" Q "^2 / 4 + " P "^3 / 27)"
#define ONE "cbrt(sqrt(" D ") - " Q " / 2) - cbrt(sqrt(" D ") + " Q " / 2)"
#define THREE(k) \
  "2 * sqrt(-" P " / 3) * cos(acos(3 * " Q " / (2 * " P ") * sqrt(-3 / " P ")) / 3 - " k " * pi / 3)"
#define ROOT(k) "where(" D " > 0, " ONE ", " THREE(k) ") - b3 / (3 * b4)"
ACTIVATION_RANGE(rational, "(-inf, inf)")
ACTIVATION_KINKS(rational, "0, " ROOT("0") ", " ROOT("2") ", " ROOT("4"))
/* no bound for the double forms: sums of learned terms may cancel */
ACTIVATION_MAX_ULP(rational, 1, 1)
ACTIVATION_MAX_ULP_DOUBLE(rational, none, none)
ACTIVATION_RECORD(rational, note,
  "starts close to leaky_relu; the absolute value is of the whole sum, so the "
  "denominator is at least 1")

#define NUMBERS(T) T a0, T a1, T a2, T a3, T a4, T a5, T b1, T b2, T b3, T b4
#define NAMES a0, a1, a2, a3, a4, a5, b1, b2, b3, b4

/* Above 1 both polynomials are divided by x^4, so that neither overflows. */
typedef struct {
  double numerator, denominator, sign, numerator_slope;
  /* Two factors of the numerator times the inner slope, of which neither is 0 or infinite at an
   * infinite x. */
  double scaled_numerator, inner_slope;
} quotient;

static inline quotient parts(double x, NUMBERS(double)) {
  int large = fabs(x) > 1;
  double t = large ? 1 / x : x, inner;
  quotient q;
  if (large) {
    double rest = a4 + t * (a3 + t * (a2 + t * (a1 + t * a0)));
    q.numerator = a5 * x + rest;
    q.scaled_numerator = a5 + t * rest;
    inner = b4 + t * (b3 + t * (b2 + t * b1));
    q.numerator_slope = 5 * a5 + t * (4 * a4 + t * (3 * a3 + t * (2 * a2 + t * a1)));
    q.inner_slope = 4 * b4 + t * (3 * b3 + t * (2 * b2 + t * b1));
  } else {
    q.scaled_numerator = q.numerator = a0 + t * (a1 + t * (a2 + t * (a3 + t * (a4 + t * a5))));
    inner = t * (b1 + t * (b2 + t * (b3 + t * b4)));
    q.numerator_slope = a1 + t * (2 * a2 + t * (3 * a3 + t * (4 * a4 + t * 5 * a5)));
    q.inner_slope = b1 + t * (2 * b2 + t * (3 * b3 + t * 4 * b4));
  }
  q.denominator = (large ? t * t * t * t : 1) + fabs(inner);
  q.sign = inner < 0 ? -1 : 1;
  return q;
}
/* x^k, divided likewise */
static inline double power(double x, int k) {
  double t = fabs(x) > 1 ? 1 / x : x, y = 1;
  int count = fabs(x) > 1 ? 4 - k : k;
  if (count < 0) return x;
  while (count-- > 0) y *= t;
  return y;
}
static inline double value(double x, NUMBERS(double)) {
  quotient q = parts(x, NAMES);
  return q.numerator / q.denominator;
}
/* s x + c, s in two doubles and x a float's number: the product of x and 27 bits is exact. Without a
 * lower part of x to multiply the loop is 1.2 times as fast as with activation_product, to the bit. */
static inline activation_pair next(activation_pair s, double x, double c) {
  double upper = activation_upper(s.hi), lower = s.hi - upper, product = s.hi * x;
  double lost = ((upper * x - product) + lower * x) + s.lo * x;
  s = activation_two_sum(product, c);
  s.lo += lost;
  return s;
}
static inline double both(activation_pair s) {
  return s.lo == s.lo ? s.hi + s.lo : s.hi; /* a parameter is infinite */
}
/* The value where all numbers are floats'. No power of x overflows then, so that nothing need be
 * divided first; beside a root of the numerator more digits cancel than one double has to spare. */
static inline double value_of_float(double x, NUMBERS(double)) {
  activation_pair n = activation_make_pair(a5, 0), d = activation_make_pair(b4, 0);
  double above, below;
  n = next(next(next(next(next(n, x, a4), x, a3), x, a2), x, a1), x, a0);
  d = next(next(next(next(d, x, b3), x, b2), x, b1), x, 0);
  above = fabs(x) == INFINITY ? a5 * x + a4 : both(n);
  below = fabs(x) == INFINITY ? fabs(b4) : 1 + fabs(both(d));
  return above / below;
}
static inline double derivative(double x, NUMBERS(double)) {
  quotient q = parts(x, NAMES);
  double flat = q.sign * (q.inner_slope / q.denominator);
  return q.numerator_slope / q.denominator - q.scaled_numerator * flat / q.denominator;
}
/* df/da_k, and df/db_k where f is y; no quotient but the last is large */
static inline double a_partial(int k, double x, NUMBERS(double)) {
  return power(x, k) / parts(x, NAMES).denominator;
}
static inline double b_partial(int k, double x, double y, NUMBERS(double)) {
  quotient q = parts(x, NAMES);
  return -y * q.sign * (power(x, k) / q.denominator);
}
#define PARTIAL_A(T, k)                                                 \
  ACTIVATION_PARTIAL(rational, T, a##k, (T x, NUMBERS(T))) {            \
    return (T)a_partial(k, x, NAMES);                                   \
  }
#define PARTIAL_B(T, k, f)                                              \
  ACTIVATION_PARTIAL(rational, T, b##k, (T x, NUMBERS(T))) {            \
    return (T)b_partial(k, x, f(x, NAMES), NAMES);                      \
  }
#define FORMS(T, f)                                                                               \
  ACTIVATION_VALUE(rational, T, (T x, NUMBERS(T))) {                                              \
    return (T)f(x, NAMES);                                                                        \
  }                                                                                               \
  ACTIVATION_DERIVATIVE(rational, T, (T x, NUMBERS(T))) {                                         \
    return (T)derivative(x, NAMES);                                                               \
  }                                                                                               \
  static ACTIVATION_CLONES void loop_##T(const T *x, T *y, size_t n, NUMBERS(T)) {                \
    ACTIVATION_LOOP                                                                               \
    for (size_t i = 0; i < n; i++) y[i] = (T)f(x[i], NAMES);                                      \
  }                                                                                               \
  ACTIVATION_VALUE_ARRAY(rational, T, (const T *x, T *y, size_t n, NUMBERS(T))) {                 \
    loop_##T(x, y, n, NAMES);                                                                     \
  }                                                                                               \
  PARTIAL_A(T, 0)                                                                                 \
  PARTIAL_A(T, 1)                                                                                 \
  PARTIAL_A(T, 2)                                                                                 \
  PARTIAL_A(T, 3)                                                                                 \
  PARTIAL_A(T, 4)                                                                                 \
  PARTIAL_A(T, 5)                                                                                 \
  PARTIAL_B(T, 1, f)                                                                              \
  PARTIAL_B(T, 2, f)                                                                              \
  PARTIAL_B(T, 3, f)                                                                              \
  PARTIAL_B(T, 4, f)
FORMS(double, value)
FORMS(float, value_of_float)
