// The static memory of the library that a function belongs to: what a pure function never writes,
// and what all threads would share if it did.
#include "probe.h"

#include <link.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 16 };

struct probe_memory {
  uintptr_t inside;
  size_t count;
  const char *start[MOST];
  size_t bytes[MOST];
  char *copy[MOST];
};

/// Notes the writable segments of the one library that holds the address.
static int note(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  probe_memory *memory = context;
  bool is_it = false;
  for (size_t k = 0; k < info->dlpi_phnum; k++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[k];
    uintptr_t start = info->dlpi_addr + segment->p_vaddr;
    is_it = is_it || (segment->p_type == PT_LOAD && memory->inside - start < segment->p_memsz);
  }
  for (size_t k = 0; is_it && k < info->dlpi_phnum && memory->count < MOST; k++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[k];
    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_W)) continue;
    memory->start[memory->count] = (const char *)(info->dlpi_addr + segment->p_vaddr);
    memory->bytes[memory->count++] = segment->p_memsz;
  }
  return is_it;
}

probe_memory *probe_memory_take(const void *function) {
  probe_memory *memory = calloc(1, sizeof *memory);
  if (memory == NULL) return NULL;
  memory->inside = (uintptr_t)function;
  dl_iterate_phdr(note, memory);
  for (size_t k = 0; k < memory->count; k++) {
    memory->copy[k] = malloc(memory->bytes[k]);
    if (memory->copy[k] != NULL) memcpy(memory->copy[k], memory->start[k], memory->bytes[k]);
  }
  return memory;
}

uint64_t probe_memory_compare(probe_memory *memory) {
  uint64_t changed = 0;
  for (size_t k = 0; memory != NULL && k < memory->count; k++) {
    for (size_t i = 0; memory->copy[k] != NULL && i < memory->bytes[k]; i++) {
      changed += memory->copy[k][i] != memory->start[k][i];
    }
    free(memory->copy[k]);
  }
  free(memory);
  return changed;
}
