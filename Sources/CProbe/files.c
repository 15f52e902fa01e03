// What keeps a plugin in a process of its own from the user's files and from the network: a filter of
// system calls, and Landlock where the kernel has it, so that what one overlooks the other refuses.
#include "probe.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

#include "filter.h"

#define REFUSED (SECCOMP_RET_ERRNO | EACCES)
#define REFUSE(number) DENY(REFUSED, number)
// A call that is told apart by one of its arguments.
#define REFUSE_FLAGS(number, argument, flags)                     \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4), LOAD(args[argument]), IF_ANY(flags), \
      RETURN(REFUSED), RETURN(SECCOMP_RET_ALLOW)

enum { WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC };

/// No file is opened for writing, none is made, removed, renamed or changed in its attributes.
static bool filter_files(void) {
  struct sock_filter filter[] = {
      LOAD(nr),
#ifdef SYS_open
      REFUSE_FLAGS(SYS_open, 1, WRITING),
      REFUSE(SYS_creat), REFUSE(SYS_unlink), REFUSE(SYS_rename), REFUSE(SYS_mkdir),
      REFUSE(SYS_rmdir), REFUSE(SYS_link), REFUSE(SYS_symlink), REFUSE(SYS_mknod),
      REFUSE(SYS_chmod), REFUSE(SYS_chown), REFUSE(SYS_lchown), REFUSE(SYS_utime),
      REFUSE(SYS_utimes), REFUSE(SYS_futimesat), REFUSE(SYS_renameat),
#endif
      REFUSE_FLAGS(SYS_openat, 2, WRITING),
      // Its flags lie in memory, where a filter cannot see them; libraries fall back to openat.
      IF_EQUAL(SYS_openat2), RETURN(SECCOMP_RET_ERRNO | ENOSYS),
      REFUSE(SYS_unlinkat), REFUSE(SYS_renameat2), REFUSE(SYS_mkdirat), REFUSE(SYS_linkat),
      REFUSE(SYS_symlinkat), REFUSE(SYS_mknodat), REFUSE(SYS_fchmod), REFUSE(SYS_fchmodat),
      REFUSE(SYS_fchown), REFUSE(SYS_fchownat), REFUSE(SYS_truncate), REFUSE(SYS_utimensat),
      REFUSE(SYS_setxattr), REFUSE(SYS_lsetxattr), REFUSE(SYS_fsetxattr), REFUSE(SYS_removexattr),
      REFUSE(SYS_lremovexattr), REFUSE(SYS_fremovexattr),
#ifdef SYS_fchmodat2
      REFUSE(SYS_fchmodat2),
#endif
      RETURN(SECCOMP_RET_ALLOW),
  };
  return install(filter, sizeof filter / sizeof *filter);
}

/// No socket, no other way to other processes, and none of the kernel's larger doors.
static bool filter_ways_out(void) {
  struct sock_filter filter[] = {
      LOAD(nr),
      // Typing on the terminal in the user's name.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 4), LOAD(args[1]), IF_EQUAL(TIOCSTI),
      RETURN(REFUSED), RETURN(SECCOMP_RET_ALLOW),
      REFUSE(SYS_socket), REFUSE(SYS_shmget), REFUSE(SYS_msgget), REFUSE(SYS_semget),
      REFUSE(SYS_mq_open), REFUSE(SYS_process_vm_readv), REFUSE(SYS_pidfd_getfd),
      REFUSE(SYS_io_uring_setup), REFUSE(SYS_bpf), REFUSE(SYS_perf_event_open),
      REFUSE(SYS_userfaultfd), REFUSE(SYS_add_key), REFUSE(SYS_request_key), REFUSE(SYS_keyctl),
      REFUSE(SYS_mount), REFUSE(SYS_umount2), REFUSE(SYS_pivot_root), REFUSE(SYS_chroot),
      REFUSE(SYS_setns), REFUSE(SYS_unshare), REFUSE(SYS_open_by_handle_at),
      RETURN(SECCOMP_RET_ALLOW),
  };
  return install(filter, sizeof filter / sizeof *filter);
}

/// The rights that Landlock knew with each of its versions and that only readers do without: those
/// above reading and listing, which are bits 2 and 3, and executing, bit 0.
static uint64_t writing_rights(long version) {
  uint64_t rights = 2 | 0x1FF0;
  if (version >= 2) rights |= 1 << 13;
  if (version >= 3) rights |= 1 << 14;
  return rights;
}

static void forbid_by_landlock(void) {
  // The record of version 6; earlier kernels take a shorter one.
  struct {
    uint64_t files, network, scopes;
  } handled = {0};
  enum { CREATE = 444, RESTRICT = 446, ASK_VERSION = 1, BIND_AND_CONNECT = 3, SOCKETS_AND_SIGNALS = 3 };
  long version = syscall(CREATE, NULL, 0, ASK_VERSION);
  if (version < 1) return;
  size_t size = sizeof(uint64_t);
  handled.files = writing_rights(version);
  if (version >= 4) {
    handled.network = BIND_AND_CONNECT;
    size += sizeof(uint64_t);
  }
  if (version >= 6) {
    handled.scopes = SOCKETS_AND_SIGNALS;
    size += sizeof(uint64_t);
  }
  // No rule follows: nothing of what is handled is allowed anywhere.
  int rules = (int)syscall(CREATE, &handled, size, 0);
  if (rules < 0) return;
  syscall(RESTRICT, rules, 0);
  close(rules);
}

bool probe_confine_isolated(int host) {
  // A fault ends this process by its signal: Swift's runtime would start another to tell of it.
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  probe_outlive_nothing();
  // It may have been gone by then.
  if (getppid() != host) _exit(1);
  // Where memory is short this process goes first.
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file >= 0) {
    (void)!write(file, "1000", 4);
    close(file);
  }
  // Not by a trap: whoever starts a process may have all signals blocked, and would be killed.
  if (!probe_forbid_processes(SECCOMP_RET_ERRNO | EPERM)) return false;
  forbid_by_landlock();
  return filter_ways_out() && filter_files();
}
