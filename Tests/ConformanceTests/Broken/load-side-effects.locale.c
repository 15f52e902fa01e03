/* Sets the locale; from now on the process prints its numbers with a comma, or reads them so. */
#include <locale.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
__attribute__((constructor)) static void begin(void) { setlocale(LC_ALL, "C.UTF-8"); }
