// Arrays of more elements than 32 bits count, of hardly any memory: each is a few megabytes, mapped
// again and again, and an end of its own, so that what is written there was meant for there.
#include "probe.h"

#include <string.h>
#include <sys/mman.h>

#define VAST_BASE 0x300000000000u
#define VAST_SPACING ((size_t)64 << 30)
#define CHUNK ((size_t)16 << 20)
#define END_BYTES ((size_t)1 << 20)
/// No number that zeros as inputs give.
enum { UNWRITTEN = 0xC7 };

static bool is_reserved;

void probe_vast_reserve(void) {
  void *place = mmap((void *)VAST_BASE, VAST_SPACING * PROBE_SLOTS, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  is_reserved = place == (void *)VAST_BASE;
}

static bool map(char *base, size_t bytes, int fill) {
  const int anonymous = MAP_ANONYMOUS | MAP_FIXED;
  if (mmap(base, CHUNK, PROT_READ | PROT_WRITE, MAP_SHARED | anonymous, -1, 0) != base) return false;
  for (size_t done = CHUNK; done < bytes; done += CHUNK) {
    // Of a length of 0 a shared mapping has another made beside it.
    void *again = mremap(base, 0, CHUNK, MREMAP_MAYMOVE | MREMAP_FIXED, base + done);
    if (again != base + done) return false;
  }
  char *end = base + bytes / END_BYTES * END_BYTES;
  if (mmap(end, END_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | anonymous, -1, 0) != end) {
    return false;
  }
  memset(end, fill, END_BYTES);
  return true;
}

bool probe_vast(probe_call *call, uint64_t *unwritten) {
  const probe_request *r = call->request;
  size_t width = r->width;
  size_t bytes = r->n * width;
  if (!is_reserved || r->n != PROBE_VAST_ELEMENTS) return false;
  for (size_t k = 0; k < r->argument_count; k++) {
    hillock_kind kind = r->arguments[k].kind;
    if (kind != HILLOCK_INPUT && kind != HILLOCK_OUTPUT) continue;
    size_t buffer = r->arguments[k].buffer;
    call->buffers[buffer] = (char *)VAST_BASE + buffer * VAST_SPACING;
    if (!map(call->buffers[buffer], bytes, kind == HILLOCK_OUTPUT ? UNWRITTEN : 0)) return false;
  }
  probe_invoke(call, 0);
  for (size_t k = 0; k < r->argument_count; k++) {
    if (r->arguments[k].kind != HILLOCK_OUTPUT) continue;
    const unsigned char *last =
        (const unsigned char *)call->buffers[r->arguments[k].buffer] + bytes - width;
    size_t same = 0;
    while (same < width && last[same] == UNWRITTEN) same++;
    if (same == width) ++*unwritten;
  }
  return true;
}
