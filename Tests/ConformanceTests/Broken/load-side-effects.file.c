/* Keeps a log open. */
#include <fcntl.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
__attribute__((constructor)) static void begin(void) { open("/dev/null", O_WRONLY); }
