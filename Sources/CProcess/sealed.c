#define _GNU_SOURCE
#include "hillock_sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int hillock_sealed_copy(const char *name, const void *bytes, size_t count) {
  // From Linux 6.3 on a system can ask that this be said; before, it is refused.
  const unsigned execute = 0x10;
  int file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | execute);
  if (file < 0 && errno == EINVAL) file = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return -errno;
  for (size_t done = 0; done < count;) {
    ssize_t written = write(file, (const char *)bytes + done, count - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      int error = written < 0 ? errno : EIO;
      close(file);
      return -error;
    }
    done += (size_t)written;
  }
  if (fcntl(file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    int error = errno;
    close(file);
    return -error;
  }
  return file;
}
