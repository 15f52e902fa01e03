#include "hillock_floats.h"

#include <stdint.h>
#include <string.h>

static double made(uint32_t high, uint32_t low) {
  uint64_t bits = (uint64_t)high << 32 | low;
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

bool hillock_reads_floats(double (*function)(double x)) {
  // As floats 1, -2, 0.5 and 3; as doubles they differ by less than their last digits.
  static const uint32_t lows[] = {0x3F800000, 0xC0000000, 0x3F000000, 0x40400000};
  static const uint32_t highs[] = {0x3FF00000, 0x40100000, 0xBFF00000, 0xC0240000};
  enum { COUNT = 4 };
  bool is_identity = true, varies = false, keeps_high = true, is_constant_high = true;
  uint32_t first = 0, first_high = 0;
  for (int l = 0; l < COUNT; l++) {
    uint32_t of_low = 0;
    for (int h = 0; h < COUNT; h++) {
      double y = function(made(highs[h], lows[l]));
      uint64_t bits;
      memcpy(&bits, &y, sizeof bits);
      uint32_t low = (uint32_t)bits, high = (uint32_t)(bits >> 32);
      if (h == 0) of_low = low;
      if (l == 0 && h == 0) {
        first = low;
        first_high = high;
      }
      // A function of a double has no result whose low half the argument's low half decides.
      if (low != of_low) return false;
      is_identity = is_identity && low == lows[l] && high == highs[h];
      keeps_high = keeps_high && high == highs[h];
      is_constant_high = is_constant_high && high == first_high;
      varies = varies || low != first;
    }
  }
  return varies && !is_identity && (keeps_high || is_constant_high);
}
