// A parameter before x, a kink where it likes to be, and a jump.
#include <activation.h>
#include <math.h>
ACTIVATION(bent, "1.0.0", "Bent at a place of its own")
ACTIVATION_LICENSE(bent, "MIT")
ACTIVATION_FORMULA(bent, "where(x > place, x, place + 0.25 * (x - place))")
ACTIVATION_KINKS(bent, "place")
ACTIVATION_PARAMETER(bent, place, 0.7, "where it bends")
ACTIVATION_VALUE(bent, double, (double place, double x)) {
  return x > place ? x : place + 0.25 * (x - place);
}
ACTIVATION_DERIVATIVE(bent, double, (double place, double x)) {
  return x != x ? x : x > place ? 1 : 0.25;
}
ACTIVATION(jump, "1.0.0", "Discontinuous")
ACTIVATION_LICENSE(jump, "MIT")
ACTIVATION_FORMULA(jump, "where(x >= 0.3, x + 1, x)")
ACTIVATION_KINKS(jump, "0.3")
ACTIVATION_VALUE(jump, float, (float x)) { return x >= 0.3f ? x + 1 : x; }
ACTIVATION_DERIVATIVE(jump, float, (float x)) { return x != x ? x : 1; }
