// Counts what a thread allocates, in a program that links this: it puts itself before the C
// library's malloc and its kin, and passes every call on.
#pragma once

#include <stddef.h>

// How many blocks the calling thread has allocated, or had moved, since it began. 0 for good where
// the C library is not glibc.
size_t hillock_allocations(void);
