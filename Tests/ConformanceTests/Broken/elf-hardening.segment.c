/* A section that is written and executed, as packers and home-made compilers leave behind. */
#include "sound.h"
DESCRIPTION VALUE(double)
__asm__(".pushsection .patched,\"awx\",@progbits; .long 0; .popsection");
DERIVATIVE(double)
