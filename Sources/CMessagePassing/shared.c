#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "CMessagePassing.h"

#define NAME "hillock"

static void *map(int file, size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void *hillock_shared_make(size_t bytes, int *file) {
  *file = memfd_create(NAME, MFD_CLOEXEC);
  if (*file < 0) return NULL;
  // All of it now: memory that is short later would be a signal.
  int failure;
  do failure = posix_fallocate(*file, 0, (off_t)bytes);
  while (failure == EINTR);
  void *memory = failure == 0 ? map(*file, bytes) : NULL;
  if (!memory) close(*file);
  return memory;
}

void *hillock_shared_open(int process, int file, size_t bytes) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", process, file);
  // Where processes are numbered apart this may be another's, and what it has there a device.
  static const char memory_file[] = "/memfd:" NAME;
  char target[sizeof memory_file];
  ssize_t length = readlink(path, target, sizeof target);
  if (length < (ssize_t)sizeof memory_file - 1) return NULL;
  if (memcmp(target, memory_file, sizeof memory_file - 1) != 0) return NULL;
  int own = open(path, O_RDWR | O_CLOEXEC);
  if (own < 0) return NULL;
  struct stat status;
  bool is_whole = fstat(own, &status) == 0 && status.st_size == (off_t)bytes;
  void *memory = is_whole ? map(own, bytes) : NULL;
  close(own);
  return memory;
}

void hillock_shared_release(void *memory, size_t bytes) { munmap(memory, bytes); }
