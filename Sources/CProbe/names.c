// Names of the system calls that functions make by accident.
#include <stddef.h>
#include <sys/syscall.h>

#include "include/CProbe.h"

#define NAME(call) [SYS_##call] = #call
static const char *const names[] = {
    NAME(read), NAME(write), NAME(close), NAME(fstat), NAME(lseek), NAME(mmap), NAME(mprotect),
    NAME(munmap), NAME(brk), NAME(rt_sigaction), NAME(rt_sigprocmask), NAME(ioctl), NAME(pread64),
    NAME(pwrite64), NAME(readv), NAME(writev), NAME(mremap), NAME(madvise), NAME(dup),
    NAME(nanosleep), NAME(setitimer), NAME(getitimer), NAME(getpid), NAME(sendfile), NAME(socket),
    NAME(connect), NAME(sendto), NAME(recvfrom), NAME(clone), NAME(execve), NAME(wait4), NAME(kill),
    NAME(uname), NAME(fcntl), NAME(fsync), NAME(ftruncate), NAME(getcwd), NAME(chdir),
    NAME(gettimeofday), NAME(getrlimit), NAME(getrusage), NAME(sysinfo), NAME(times), NAME(ptrace),
    NAME(getuid), NAME(getppid), NAME(setsid), NAME(sigaltstack), NAME(prctl), NAME(setrlimit),
    NAME(gettid), NAME(tkill), NAME(futex), NAME(sched_setaffinity), NAME(sched_getaffinity),
    NAME(sched_yield), NAME(getdents64), NAME(set_tid_address), NAME(timer_create),
    NAME(clock_gettime), NAME(clock_getres), NAME(clock_nanosleep), NAME(tgkill), NAME(waitid),
    NAME(openat), NAME(unlinkat), NAME(readlinkat), NAME(faccessat), NAME(ppoll),
    NAME(prlimit64), NAME(getcpu), NAME(getrandom), NAME(memfd_create), NAME(execveat),
    NAME(statx), NAME(rseq), NAME(clone3), NAME(process_vm_readv), NAME(process_vm_writev),
#ifdef SYS_open
    // What newer machines no longer have.
    NAME(open), NAME(stat), NAME(lstat), NAME(poll), NAME(access), NAME(pipe), NAME(select),
    NAME(dup2), NAME(pause), NAME(alarm), NAME(fork), NAME(vfork), NAME(time), NAME(readlink),
    NAME(unlink), NAME(newfstatat),
#endif
};

const char *probe_system_call_name(uint64_t number) {
  return number < sizeof names / sizeof *names ? names[number] : NULL;
}
