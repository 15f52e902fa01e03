#include "activation_text.h"

const unsigned char activation_header_text[] = {
#embed "include/activation.h"
};
const size_t activation_header_size = sizeof activation_header_text;
