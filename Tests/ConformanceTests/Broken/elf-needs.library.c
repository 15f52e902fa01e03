/* Linked with libraries that it has no use for: it loads where OpenSSL is, and nowhere else. */
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
