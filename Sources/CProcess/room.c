#include "hillock_room.h"

#include <linux/magic.h>
#include <sys/vfs.h>

uint64_t hillock_disk_room(const char *directory) {
  struct statfs system;
  if (statfs(directory, &system) != 0) return 0;
  if (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC) return 0;
  uint64_t bytes;
  if (__builtin_mul_overflow((uint64_t)system.f_bavail, (uint64_t)system.f_bsize, &bytes))
    return UINT64_MAX;
  return bytes;
}
