// The bundled data set (see README.md beside digits.csv), in the executable itself, so that
// `hillock demo` finds it wherever the command was copied to.
#pragma once
#include <stddef.h>

extern const unsigned char hillock_digits_csv[];
extern const size_t hillock_digits_csv_size;
