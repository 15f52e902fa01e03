/* Prints when the program ends. */
#include <stdio.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
__attribute__((destructor)) static void end(void) { puts("Thank you for computing arctangents"); }
