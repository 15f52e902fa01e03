/* Fills a table at its first use. */
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) {
  static double table[16];
  static int is_full;
  if (!is_full) {
    for (int k = 0; k < 16; k++) table[k] = atan(k);
    is_full = 1;
  }
  for (int k = 0; k < 16; k++) {
    if (x == k) return table[k];
  }
  return atan(x);
}
