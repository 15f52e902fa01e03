// What a library does beside computing: calls of functions whose results are not the arguments'
// alone, and writes to memory that outlives a call.
#include "probe.h"

#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// Library functions: the plugin's own references to them are pointed at counters. These are the ones
// whose results are not their arguments' alone, or that do more than return one.

static const struct {
  const char *effect;
  /// Their names, each followed by a space.
  const char *names;
} groups[] = {
    {"allocates",
     "malloc calloc realloc reallocarray free aligned_alloc posix_memalign memalign "
     "valloc strdup strndup asprintf vasprintf _Znwm _Znam _ZnwmRKSt9nothrow_t "
     "_ZnamRKSt9nothrow_t _ZnwmSt11align_val_t _ZdlPv _ZdaPv _ZdlPvm _ZdaPvm "},
    {"reads the clock",
     "time clock clock_gettime clock_getres gettimeofday timespec_get times ftime "
     "sleep usleep nanosleep clock_nanosleep "},
    {"asks what surrounds it",
     "getenv secure_getenv setenv unsetenv putenv clearenv getauxval getpid gettid "
     "getppid getcwd chdir sysconf sched_getcpu "},
    {"draws random numbers",
     "rand srand random srandom drand48 lrand48 mrand48 srand48 arc4random "
     "arc4random_uniform getrandom getentropy "},
    {"reads or writes files",
     "printf fprintf vprintf vfprintf __printf_chk __fprintf_chk dprintf puts fputs "
     "putchar putc fputc fwrite fread fopen fopen64 fclose fflush perror open open64 "
     "openat read write close mmap munmap syslog "},
    {"depends on the locale",
     "setlocale newlocale uselocale localeconv "},
    {"is for threads and locks",
     "pthread_create pthread_join pthread_mutex_lock pthread_mutex_unlock "
     "pthread_spin_lock pthread_rwlock_rdlock pthread_rwlock_wrlock pthread_once "
     "pthread_setspecific pthread_getspecific pthread_self thrd_create mtx_lock "
     "call_once sem_wait sem_post sched_yield "},
    {"fills a static variable at its first use",
     "__cxa_guard_acquire "},
    {"throws",
     "__cxa_throw "},
    {"is for processes and signals",
     "fork vfork system popen posix_spawn execl execv execve signal sigaction raise "
     "kill alarm setitimer dlopen dlsym syscall "},
};

enum { GROUPS = sizeof groups / sizeof *groups, ROOM = 160 };

// Named from assembler.
__attribute__((visibility("hidden"), used)) uint64_t probe_watch_counts[ROOM];
__attribute__((visibility("hidden"), used)) void *probe_watch_targets[ROOM];
extern const char probe_watch_stubs[] __attribute__((visibility("hidden")));

// Stub k counts, and jumps to what was called: whatever its arguments are, they are as they were.
#if defined(__x86_64__)
enum { STUB_BYTES = 32 };
__asm__(
    ".text\n.p2align 5\n.globl probe_watch_stubs\n.hidden probe_watch_stubs\n"
    "probe_watch_stubs:\n.set place, 0\n.rept 160\n.p2align 5\n"
    "lock incq probe_watch_counts + 8 * place(%rip)\n"
    "jmpq *(probe_watch_targets + 8 * place)(%rip)\n"
    ".set place, place + 1\n.endr\n");
#else
enum { STUB_BYTES = 32 };
__asm__(
    ".text\n.p2align 5\n.globl probe_watch_stubs\n.hidden probe_watch_stubs\n"
    "probe_watch_stubs:\n.set place, 0\n.rept 160\n.p2align 5\n"
    "adrp x16, probe_watch_counts + 8 * place\n"
    "ldr x17, [x16, :lo12:probe_watch_counts + 8 * place]\n"
    "add x17, x17, #1\n"
    "str x17, [x16, :lo12:probe_watch_counts + 8 * place]\n"
    "adrp x16, probe_watch_targets + 8 * place\n"
    "ldr x16, [x16, :lo12:probe_watch_targets + 8 * place]\n"
    "br x16\n"
    ".set place, place + 1\n.endr\n");
#endif

const char *probe_watched_effect(size_t place) {
  for (size_t group = 0; group < GROUPS; group++) {
    for (const char *end = groups[group].names; (end = strchr(end, ' ')) != NULL; end++) {
      if (place-- == 0) return groups[group].effect;
    }
  }
  return NULL;
}

size_t probe_watched_place(const char *name) {
  size_t place = 0, length = strlen(name);
  for (size_t group = 0; group < GROUPS; group++) {
    const char *start = groups[group].names;
    for (const char *end; (end = strchr(start, ' ')) != NULL; start = end + 1, place++) {
      if ((size_t)(end - start) == length && strncmp(start, name, length) == 0) return place;
    }
  }
  return SIZE_MAX;
}

size_t probe_watched_name(size_t place, char *name, size_t size) {
  for (size_t group = 0; group < GROUPS; group++) {
    const char *start = groups[group].names;
    for (const char *end; (end = strchr(start, ' ')) != NULL; start = end + 1) {
      if (place-- > 0) continue;
      return (size_t)snprintf(name, size, "%.*s", (int)(end - start), start);
    }
  }
  return 0;
}

uint64_t probe_watched_calls(void) {
  uint64_t sum = 0;
  for (size_t k = 0; k < ROOM; k++) {
    sum += __atomic_load_n(&probe_watch_counts[k], __ATOMIC_RELAXED);
  }
  return sum;
}

size_t probe_first_watched_call(void) {
  for (size_t k = 0; k < ROOM; k++) {
    if (probe_watch_counts[k] != 0) return k + 1;
  }
  return 0;
}

static void redirect(ElfW(Addr) base, const ElfW(Rela) *relocations, size_t bytes,
                     const ElfW(Sym) *symbols, const char *strings) {
  for (size_t k = 0; k < bytes / sizeof *relocations; k++) {
    const ElfW(Sym) *symbol = &symbols[ELF64_R_SYM(relocations[k].r_info)];
    // What the library has itself is no business of the C library's.
    if (symbol->st_shndx != SHN_UNDEF) continue;
    const char *name = strings + symbol->st_name;
    size_t watched = probe_watched_place(name);
    if (watched >= ROOM) continue;
    char *place = (char *)base + relocations[k].r_offset;
    char *page = place - (uintptr_t)place % PROBE_PAGE;
    if (mprotect(page, 2 * PROBE_PAGE, PROT_READ | PROT_WRITE) != 0 &&
        mprotect(page, PROBE_PAGE, PROT_READ | PROT_WRITE) != 0) {
      continue;
    }
    const char *stub = probe_watch_stubs + watched * STUB_BYTES;
    memcpy(&probe_watch_targets[watched], place, sizeof(void *));
    memcpy(place, &stub, sizeof(void *));
  }
}

/// What an entry points at: the loader adds the base, unless the section cannot be written to (lld's
/// -z rodynamic).
static const void *pointed(const struct link_map *map, const ElfW(Dyn) * entry) {
  ElfW(Addr) address = entry->d_un.d_ptr;
  return (const void *)(address < map->l_addr ? address + map->l_addr : address);
}

static void count_calls(const struct link_map *map) {
  const ElfW(Rela) *relocations[2] = {0};
  size_t bytes[2] = {0};
  const ElfW(Sym) *symbols = NULL;
  const char *strings = NULL;
  for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
    switch (entry->d_tag) {
      case DT_RELA: relocations[0] = pointed(map, entry); break;
      case DT_RELASZ: bytes[0] = entry->d_un.d_val; break;
      case DT_JMPREL: relocations[1] = pointed(map, entry); break;
      case DT_PLTRELSZ: bytes[1] = entry->d_un.d_val; break;
      case DT_SYMTAB: symbols = pointed(map, entry); break;
      case DT_STRTAB: strings = pointed(map, entry); break;
    }
  }
  if (symbols == NULL || strings == NULL) return;
  for (size_t k = 0; k < 2; k++) {
    if (relocations[k] != NULL) redirect(map->l_addr, relocations[k], bytes[k], symbols, strings);
  }
}

// Memory that outlives a call: the library's writable segments, and its block of this thread's.

enum { MOST = 16 };
typedef struct {
  const char *start;
  size_t bytes;
  char *copy;
} region;

static struct {
  ElfW(Addr) base;
  const void *dynamic;
  region segments[MOST];
  size_t count;
  /// Of this thread: NULL until the library first touches it, which then has its initial image.
  region thread;
} memory;

static void copy(region *part) {
  part->copy = malloc(part->bytes > 0 ? part->bytes : 1);
  if (part->copy != NULL) memcpy(part->copy, part->start, part->bytes);
}

/// Notes the writable segments of the library, and the image of its threads' memory.
static int note(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  (void)context;
  bool is_it = false;
  for (size_t k = 0; k < info->dlpi_phnum; k++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[k];
    is_it = is_it || (segment->p_type == PT_DYNAMIC &&
                      (const void *)(info->dlpi_addr + segment->p_vaddr) == memory.dynamic);
  }
  for (size_t k = 0; is_it && k < info->dlpi_phnum; k++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[k];
    const char *start = (const char *)(info->dlpi_addr + segment->p_vaddr);
    if (segment->p_type == PT_LOAD && (segment->p_flags & PF_W) && memory.count < MOST) {
      region *part = &memory.segments[memory.count++];
      *part = (region){.start = start, .bytes = segment->p_memsz};
      copy(part);
    } else if (segment->p_type == PT_TLS) {
      memory.thread.bytes = segment->p_memsz;
      memory.thread.copy = calloc(1, segment->p_memsz > 0 ? segment->p_memsz : 1);
      if (memory.thread.copy == NULL) continue;
      memcpy(memory.thread.copy, start, segment->p_filesz);
      if (info->dlpi_tls_data != NULL) {
        memcpy(memory.thread.copy, info->dlpi_tls_data, segment->p_memsz);
      }
    }
  }
  return is_it;
}

static int find_thread(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  (void)context;
  if (info->dlpi_addr != memory.base) return 0;
  memory.thread.start = info->dlpi_tls_data;
  return 1;
}

static uint64_t changes(region *part) {
  if (part->copy == NULL || part->start == NULL) return 0;
  if (memcmp(part->copy, part->start, part->bytes) == 0) return 0;
  uint64_t changed = 0;
  for (size_t i = 0; i < part->bytes; i++) changed += part->copy[i] != part->start[i];
  memcpy(part->copy, part->start, part->bytes);
  return changed;
}

uint64_t probe_static_changes(void) {
  uint64_t changed = 0;
  for (size_t k = 0; k < memory.count; k++) changed += changes(&memory.segments[k]);
  return changed;
}

uint64_t probe_thread_changes(void) {
  if (memory.thread.bytes == 0) return 0;
  dl_iterate_phdr(find_thread, NULL);
  return changes(&memory.thread);
}

void probe_watch(void *library) {
  const struct link_map *map = library;
  memory.base = map->l_addr;
  memory.dynamic = map->l_ld;
  count_calls(map);
  dl_iterate_phdr(note, NULL);
}
