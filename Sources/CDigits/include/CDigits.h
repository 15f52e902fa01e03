// The bundled data set (see README.md beside digits.csv), in the executable itself, so that
// `hillock demo` finds it wherever the command was copied to.
#pragma once
#include <stddef.h>

// A function, because Swift imports an array of unknown length as nothing it can point to.
const unsigned char *hillock_digits_csv_start(void);
extern const size_t hillock_digits_csv_size;
