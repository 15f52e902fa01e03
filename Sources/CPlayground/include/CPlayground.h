// The files of the playground's page, in the executable itself, so that `hillock serve` works
// wherever the command was copied to, and without a network.
#pragma once
#include <stddef.h>

typedef struct {
  const char *name;
  const unsigned char *start;
  size_t size;
} hillock_page;

int hillock_page_count(void);
// `index` must be below the count.
hillock_page hillock_page_file(int index);
