/* Built for another processor, as a download of the wrong archive is: the test patches e_machine. */
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
