// Limits and filters: what keeps a plugin within its process.
#include "probe.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "filter.h"

_Atomic uint64_t probe_system_calls;
static pid_t own;
static long long end_of_memory;

/// Keeps what would have been written to an output, for whoever tells of the process's end.
static void keep(const char *bytes, size_t count) {
  char *said = probe_flight_page->said;
  size_t used = strnlen(said, PROBE_TEXT - 1);
  for (size_t i = 0; i < count && used < PROBE_TEXT - 1; i++) said[used++] = bytes[i];
  said[used] = 0;
}

/// What a refused system call gives: its failure, but that abort() and the messages before it need
/// a few that change nothing.
static long long answer(long long number, const long long *arguments) {
  bool is_output = arguments[0] == STDOUT_FILENO || arguments[0] == STDERR_FILENO;
  switch (number) {
    case SYS_getpid:
    case SYS_gettid: return own;
    // It never fails: it tells where the memory ends that there is.
    case SYS_brk: return end_of_memory;
    case SYS_write:
      if (!is_output) break;
      keep((const char *)(uintptr_t)arguments[1], (size_t)arguments[2]);
      return arguments[2];
    case SYS_writev:
      if (!is_output) break;
      long long written = 0;
      const struct iovec *parts = (const struct iovec *)(uintptr_t)arguments[1];
      for (long long k = 0; k < arguments[2]; k++) {
        keep(parts[k].iov_base, parts[k].iov_len);
        written += (long long)parts[k].iov_len;
      }
      return written;
  }
  return -EPERM;
}

static void trapped(int number, siginfo_t *info, void *context) {
  (void)number;
  if (atomic_fetch_add(&probe_system_calls, 1) == 0) {
    probe_flight_page->system_call = (uint64_t)info->si_syscall + 1;
  }
  ucontext_t *state = context;
#if defined(__x86_64__)
  const greg_t *registers = state->uc_mcontext.gregs;
  long long arguments[] = {registers[REG_RDI], registers[REG_RSI], registers[REG_RDX]};
  state->uc_mcontext.gregs[REG_RAX] = answer(info->si_syscall, arguments);
#else
  const unsigned long long *registers = state->uc_mcontext.regs;
  long long arguments[] = {(long long)registers[0], (long long)registers[1],
                           (long long)registers[2]};
  state->uc_mcontext.regs[0] = (unsigned long long)answer(info->si_syscall, arguments);
#endif
}

/// A system call that a filter refuses fails with EPERM, and is counted.
static void count_refused(void) {
  // On the alternate stack: what lies below a plugin's own is measured.
  struct sigaction action = {.sa_sigaction = trapped,
                             .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  sigaction(SIGSYS, &action, NULL);
}

/// A plugin can start no process, signal none but its own, and change no limit: so the end of this
/// process is the end of everything that it began.
bool probe_forbid_processes(uint32_t refusal) {
  own = getpid();
  uint32_t self = (uint32_t)own;
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
  end_of_memory = (long long)(uintptr_t)sbrk(0);
  struct sock_filter filter[] = {
      LOAD(nr),
      ALLOW(SYS_rt_sigreturn),
      ALLOW(SYS_exit_group),
      ALLOW(SYS_exit),
      // The end of abort(), and of a fault whose default is put back.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 4),
      LOAD(args[2]),
      ALLOW(SIGABRT),
      RETURN(SECCOMP_RET_TRAP),
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
