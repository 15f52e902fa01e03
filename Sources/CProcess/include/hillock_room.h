// How much room there is for files.
#pragma once

#include <stdint.h>

// How many bytes a file in a directory may still take. 0 where there is no such directory, and where its
// files lie in memory.
uint64_t hillock_disk_room(const char *directory);
