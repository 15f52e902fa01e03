/* Linked with -Ofast: gcc's crtfastmath.o sets flush-to-zero for the process as it loads. */
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
