// Whether a function that is called as one of doubles was compiled as one of floats.
#pragma once

#include <stdbool.h>

// Calls it sixteen times with doubles whose halves differ: a function of floats reads the low half of
// its register and leaves the high one alone. False for one that returns its argument: either way it
// does so.
bool hillock_reads_floats(double (*function)(double x));
