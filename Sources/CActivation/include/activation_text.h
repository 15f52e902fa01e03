// The text of activation.h, for the host: `hillock build` hands it to the compiler wherever the
// command runs. No part of the interface.
#pragma once
#include <stddef.h>

extern const unsigned char activation_header_text[];
extern const size_t activation_header_size;
