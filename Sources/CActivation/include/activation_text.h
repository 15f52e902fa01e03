// The texts of the headers for plugin authors, for the host: `hillock build` hands them to the
// compiler wherever the command runs. No part of the interface.
#pragma once
#include <stddef.h>

/// How many headers there are.
size_t activation_header_count(void);

/// The file name of header `index`, below the count.
const char *activation_header_name(size_t index);

/// Its text, not terminated, and the text's length in bytes.
const unsigned char *activation_header_text(size_t index);
size_t activation_header_size(size_t index);
