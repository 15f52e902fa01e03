/* Asks for an executable stack, as an assembler file without .note.GNU-stack does. */
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
