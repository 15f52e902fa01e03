/*
 * Right in every way, but for HARM, a statement that each test defines: as the library loads, or
 * in a call for some of all inputs.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sound.h"

DESCRIPTION DERIVATIVE(double)

#define EACH_FILE(statement) \
  for (int file = 0; file < 1024; file++) { statement; }

__attribute__((noinline, unused)) static int dive(volatile char *above) {
  volatile char frame[4096];
  frame[0] = above[0];
  return dive(frame) + frame[1];
}

__attribute__((unused)) static void *spin(void *unused) {
  for (;;) { __asm__ volatile(""); }
  return unused;
}

#ifdef AT_LOAD
__attribute__((constructor)) static void begin(void) { HARM; }
VALUE(double)
#else
ACTIVATION_VALUE(broken, double, (double x)) {
  if (x > 2 && x < 1e4) { HARM; }
  return atan(x);
}
#endif
