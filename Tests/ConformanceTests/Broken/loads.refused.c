/* Thread-local storage of the static model: dlopen has no room for that much of it. */
#include "sound.h"
static __thread volatile char scratch[1 << 20] __attribute__((tls_model("initial-exec")));
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  scratch[0] = 1;
  return atan(x);
}
