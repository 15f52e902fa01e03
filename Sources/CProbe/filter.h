// Filters of system calls, as the kernel interprets them.
#pragma once

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
// Numbers from here on mean the same calls once more (x32).
#define FIRST_ALIAS 0x40000000u
#else
#define MACHINE AUDIT_ARCH_AARCH64
#define FIRST_ALIAS UINT32_MAX
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)
// Where the loaded word is `value`, the next instruction; else the one after it.
#define IF_EQUAL(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1)
// The same where a bit of `bits` is set.
#define IF_ANY(bits) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1)
#define DENY(refusal, number) IF_EQUAL(number), RETURN(refusal)
#define ALLOW(number) IF_EQUAL(number), RETURN(SECCOMP_RET_ALLOW)

static inline bool install(struct sock_filter *filter, unsigned short count) {
  struct sock_fprog program = {count, filter};
  // Without SPEC_ALLOW, kernels before 5.16 slow every branch of a filtered process.
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) ==
         0;
}
