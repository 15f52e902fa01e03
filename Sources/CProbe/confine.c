// Limits and filters: what keeps a plugin within its process.
#include "probe.h"

#include <elf.h>
#include <link.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "filter.h"

_Atomic uint64_t probe_system_calls, probe_allocations;
_Atomic int64_t probe_system_call;

static void trapped(int number, siginfo_t *info, void *context) {
  (void)number;
  if (atomic_fetch_add(&probe_system_calls, 1) == 0) probe_system_call = info->si_syscall;
  ucontext_t *state = context;
#if defined(__x86_64__)
  state->uc_mcontext.gregs[REG_RAX] = -EPERM;
#else
  state->uc_mcontext.regs[0] = (unsigned long long)-EPERM;
#endif
}

/// A system call that a filter refuses fails with EPERM, and is counted.
static void count_refused(void) {
  struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGSYS, &action, NULL);
}

/// A plugin can start no process, signal none but its own, and change no limit: so the end of this
/// process is the end of everything that it began.
bool probe_forbid_processes(uint32_t refusal) {
  uint32_t self = (uint32_t)getpid();
  struct sock_filter filter[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
      RETURN(SECCOMP_RET_KILL_PROCESS),
      LOAD(nr),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FIRST_ALIAS, 0, 1),
      RETURN(SECCOMP_RET_ERRNO | ENOSYS),
#ifdef SYS_fork
      DENY(refusal, SYS_fork),
      DENY(refusal, SYS_vfork),
#endif
      DENY(refusal, SYS_execve),
      DENY(refusal, SYS_execveat),
      DENY(refusal, SYS_setsid),
      DENY(refusal, SYS_setpgid),
      DENY(refusal, SYS_ptrace),
      DENY(refusal, SYS_process_vm_writev),
      DENY(refusal, SYS_setrlimit),
      DENY(refusal, SYS_tkill),
      DENY(refusal, SYS_rt_sigqueueinfo),
      DENY(refusal, SYS_rt_tgsigqueueinfo),
      DENY(refusal, SYS_pidfd_send_signal),
      DENY(refusal, SYS_pidfd_open),
      // Limits may be read: without new ones, whose address is 64 bits.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prlimit64, 0, 6),
      LOAD(args[2]),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2]) + 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
      RETURN(refusal),
      RETURN(SECCOMP_RET_ALLOW),
      // glibc falls back to clone, whose flags a filter can read.
      IF_EQUAL(SYS_clone3),
      RETURN(SECCOMP_RET_ERRNO | ENOSYS),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
      LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1),
      RETURN(SECCOMP_RET_ALLOW),
      RETURN(refusal),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 4),
      LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, self, 0, 1),
      RETURN(SECCOMP_RET_ALLOW),
      RETURN(refusal),
      RETURN(SECCOMP_RET_ALLOW),
  };
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return install(filter, sizeof filter / sizeof *filter);
}

static void limit(int resource, rlim_t most) {
  struct rlimit value = {most, most};
  setrlimit(resource, &value);
}

static rlim_t address_space(void) {
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file != NULL) {
    if (fscanf(file, "%lu", &pages) != 1) pages = 0;
    fclose(file);
  }
  return (rlim_t)pages * PROBE_PAGE;
}

void probe_outlive_nothing(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  limit(RLIMIT_CORE, 0);
}

void probe_confine(void) {
  probe_outlive_nothing();
  prctl(PR_SET_DUMPABLE, 0);
  limit(RLIMIT_FSIZE, 1 << 20);
  limit(RLIMIT_AS, address_space() + ((rlim_t)2 << 30));
  count_refused();
  probe_forbid_processes(SECCOMP_RET_TRAP);
}

// Purity: every system call but the probe's own is trapped, noted, and refused.

bool probe_forbid_system_calls(void) {
  // The plugin may have put another handler in its place.
  count_refused();
  struct sock_filter filter[] = {
      LOAD(nr),
      ALLOW(SYS_rt_sigreturn),
      ALLOW(SYS_exit_group),
      // Reads of requests and writes of replies, and no others.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_read, 0, 3),
      LOAD(args[0]),
      ALLOW(PROBE_REQUESTS),
      LOAD(nr),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 3),
      LOAD(args[0]),
      ALLOW(PROBE_REPLIES),
      RETURN(SECCOMP_RET_TRAP),
  };
  return install(filter, sizeof filter / sizeof *filter);
}

// Allocation: the plugin's own references to the allocator are pointed at counters.

#define COUNTED(result, name, parameters, arguments) \
  static result counted_##name parameters {          \
    atomic_fetch_add(&probe_allocations, 1);         \
    return name arguments;                           \
  }
COUNTED(void *, malloc, (size_t size), (size))
COUNTED(void *, calloc, (size_t count, size_t size), (count, size))
COUNTED(void *, realloc, (void *memory, size_t size), (memory, size))
COUNTED(void, free, (void *memory), (memory))
COUNTED(void *, aligned_alloc, (size_t alignment, size_t size), (alignment, size))
COUNTED(int, posix_memalign, (void **memory, size_t alignment, size_t size),
        (memory, alignment, size))

static void *counted_new(size_t size) {
  atomic_fetch_add(&probe_allocations, 1);
  return malloc(size);
}

static void counted_delete(void *memory) { free(memory); }
static void counted_delete_sized(void *memory, size_t size) {
  (void)size;
  free(memory);
}

static const struct {
  const char *name;
  void *function;
} counters[] = {
    {"malloc", counted_malloc},
    {"calloc", counted_calloc},
    {"realloc", counted_realloc},
    {"free", counted_free},
    {"aligned_alloc", counted_aligned_alloc},
    {"posix_memalign", counted_posix_memalign},
    {"_Znwm", counted_new},
    {"_Znam", counted_new},
    {"_ZdlPv", counted_delete},
    {"_ZdaPv", counted_delete},
    {"_ZdlPvm", counted_delete_sized},
    {"_ZdaPvm", counted_delete_sized},
};

static void redirect(ElfW(Addr) base, const ElfW(Rela) *relocations, size_t bytes,
                     const ElfW(Sym) *symbols, const char *strings) {
  for (size_t k = 0; k < bytes / sizeof *relocations; k++) {
    const char *name = strings + symbols[ELF64_R_SYM(relocations[k].r_info)].st_name;
    for (size_t c = 0; c < sizeof counters / sizeof *counters; c++) {
      if (strcmp(name, counters[c].name) != 0) continue;
      char *place = (char *)base + relocations[k].r_offset;
      char *page = place - (uintptr_t)place % PROBE_PAGE;
      if (mprotect(page, 2 * PROBE_PAGE, PROT_READ | PROT_WRITE) != 0 &&
          mprotect(page, PROBE_PAGE, PROT_READ | PROT_WRITE) != 0) {
        continue;
      }
      memcpy(place, &counters[c].function, sizeof(void *));
    }
  }
}

void probe_count_allocations(void *handle) {
  struct link_map *map = handle;
  const ElfW(Rela) *relocations[2] = {0};
  size_t bytes[2] = {0};
  const ElfW(Sym) *symbols = NULL;
  const char *strings = NULL;
  for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
    switch (entry->d_tag) {
      case DT_RELA: relocations[0] = (const void *)entry->d_un.d_ptr; break;
      case DT_RELASZ: bytes[0] = entry->d_un.d_val; break;
      case DT_JMPREL: relocations[1] = (const void *)entry->d_un.d_ptr; break;
      case DT_PLTRELSZ: bytes[1] = entry->d_un.d_val; break;
      case DT_SYMTAB: symbols = (const void *)entry->d_un.d_ptr; break;
      case DT_STRTAB: strings = (const void *)entry->d_un.d_ptr; break;
    }
  }
  if (symbols == NULL || strings == NULL) return;
  for (size_t k = 0; k < 2; k++) {
    if (relocations[k] != NULL) redirect(map->l_addr, relocations[k], bytes[k], symbols, strings);
  }
}
