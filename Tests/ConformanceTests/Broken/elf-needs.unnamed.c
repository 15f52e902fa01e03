/* Uses libm and does not name it: it loads only into processes that have it already. */
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
