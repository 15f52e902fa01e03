// Takes 128 KiB of stack.
#include "well.h"
DESCRIBED(SIGMOID)
ACTIVATION_VALUE(broken, double, (double x)) {
  volatile char room[128 << 10];
  for (size_t i = 0; i < sizeof room; i += 1024) room[i] = 1;
  return room[1024] == 1 ? right(x) : 0;
}
RIGHT_DERIVATIVE
