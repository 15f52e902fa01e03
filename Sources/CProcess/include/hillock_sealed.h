// Bytes that are loaded as a library, and that nobody can exchange.
#pragma once

#include <stddef.h>

// A file in memory of `count` bytes that nobody can change any more, and that may be executed: its
// descriptor, to be kept open for as long as what was loaded from it may run; or minus an errno.
int hillock_sealed_copy(const char *name, const void *bytes, size_t count);
