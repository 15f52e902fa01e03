// Starting, asking and ending a probe.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <CProcess.h>

#include "include/CProbeHost.h"

/// Beyond the descriptors that the child is given, so that none overwrites another's source.
static int above(int file) {
  if (file < 0) return file;
  int moved = fcntl(file, F_DUPFD_CLOEXEC, 16);
  int error = errno;
  close(file);
  errno = error;
  return moved;
}

static void close_all(int *files, size_t count) {
  for (size_t k = 0; k < count; k++) {
    if (files[k] >= 0) close(files[k]);
  }
}

/// The environment as it is, and what keeps libraries of no use here from starting threads; the probe
/// takes that away before it loads anything (see disguise.c).
static char **child_environment(void) {
  size_t count = 0;
  while (environ != NULL && environ[count] != NULL) count++;
  char **copy = calloc(count + 3, sizeof *copy);
  if (copy == NULL) return NULL;
  size_t kept = 0;
  for (size_t k = 0; k < count; k++) {
    bool is_ours = strncmp(environ[k], PROBE_BLAS_THREADS, strlen(PROBE_BLAS_THREADS)) == 0 ||
                   strncmp(environ[k], PROBE_OMP_THREADS, strlen(PROBE_OMP_THREADS)) == 0;
    if (!is_ours) copy[kept++] = environ[k];
  }
  copy[kept++] = PROBE_BLAS_THREADS "1";
  copy[kept++] = PROBE_OMP_THREADS "1";
  return copy;
}

int probe_start(probe_process *process, const char *executable) {
  *process = (probe_process){.pid = -1, .requests = -1, .replies = -1, .file = -1, .printed = -1};
  int up[2] = {-1, -1}, down[2] = {-1, -1};
  int file = above(memfd_create("buffers", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  int printed = above(memfd_create("output", MFD_CLOEXEC));
  int error = 0;
  if (file < 0 || printed < 0 || ftruncate(file, (off_t)PROBE_FILE_BYTES) != 0 ||
      // Were the plugin to cut it short, touching what is gone would end this process.
      fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0 ||
      pipe2(down, O_CLOEXEC) != 0 || pipe2(up, O_CLOEXEC) != 0) {
    error = errno;
  }
  for (int k = 0; k < 2; k++) {
    up[k] = above(up[k]);
    down[k] = above(down[k]);
  }
  void *memory = MAP_FAILED;
  if (error == 0) {
    memory = mmap(NULL, PROBE_FILE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) {
      const uint64_t mark = PROBE_MARK;
      memcpy((char *)memory + PROBE_PAGE - sizeof mark, &mark, sizeof mark);
    }
    if (memory == MAP_FAILED ||
        getrandom(&process->nonce, sizeof process->nonce, 0) != sizeof process->nonce) {
      error = errno;
    }
  }
  if (error == 0) {
    char *arguments[] = {"hillock", "train", NULL};
    char **variables = child_environment();
    // In the order of PROBE_REQUESTS, PROBE_REPLIES and PROBE_BUFFERS after the usual three.
    const int descriptors[] = {-1, printed, printed, down[0], up[1], file};
    error = variables == NULL
                ? ENOMEM
                : hillock_start(&process->pid, executable, arguments, variables, descriptors,
                                PROBE_BUFFERS + 1, POSIX_SPAWN_SETPGROUP);
    free(variables);
  }
  close_all((int[]){down[0], up[1]}, 2);
  if (error != 0) {
    close_all((int[]){file, printed, down[1], up[0]}, 4);
    if (memory != MAP_FAILED) munmap(memory, PROBE_FILE_BYTES);
    process->pid = -1;
    return error;
  }
  process->file = file;
  process->printed = printed;
  process->requests = down[1];
  process->replies = up[0];
  process->memory = memory;
  return 0;
}

static long milliseconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/// Kills the process and all of its group, and waits for it.
static int reap(probe_process *process, int grace) {
  int status = 0;
  long deadline = milliseconds_now() + grace;
  while (waitpid(process->pid, &status, WNOHANG) == 0) {
    if (milliseconds_now() >= deadline) {
      kill(-process->pid, SIGKILL);
      kill(process->pid, SIGKILL);
      waitpid(process->pid, &status, 0);
      break;
    }
    poll(NULL, 0, 1);
  }
  kill(-process->pid, SIGKILL);
  process->pid = -1;
  return status;
}

/// Writes without being ended by a reader that is gone.
static bool send_request(int file, const probe_request *request) {
  sigset_t pipe, before;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, &before);
  size_t done = 0;
  while (done < sizeof *request) {
    ssize_t count = write(file, (const char *)request + done, sizeof *request - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += (size_t)count;
  }
  struct timespec zero = {0, 0};
  if (!sigismember(&before, SIGPIPE)) {
    while (done < sizeof *request && sigtimedwait(&pipe, NULL, &zero) < 0 && errno == EINTR) {}
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return done == sizeof *request;
}

/// Milliseconds of processor time that a process has had.
static long processor_time(int pid) {
  clockid_t clock;
  struct timespec time = {0, 0};
  if (clock_getcpuclockid(pid, &clock) == 0) clock_gettime(clock, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/// Whether a thread of the process wants to run, and all of them together have not had the time
/// that was to be theirs: a machine that is busy elsewhere is no fault of the plugin's.
static bool is_starved(int pid, long enough) {
  if (processor_time(pid) >= enough) return false;
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *threads = opendir(path);
  bool is_waiting = false;
  for (struct dirent *entry; threads != NULL && !is_waiting && (entry = readdir(threads)) != NULL;) {
    char stat[512] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%.20s/stat", pid, entry->d_name);
    FILE *file = fopen(path, "re");
    if (file == NULL) continue;
    stat[fread(stat, 1, sizeof stat - 1, file)] = 0;
    fclose(file);
    // The state follows the name, which is in parentheses and may hold others.
    const char *end = strrchr(stat, ')');
    is_waiting = end != NULL && (strncmp(end, ") R", 3) == 0 || strncmp(end, ") D", 3) == 0);
  }
  if (threads != NULL) closedir(threads);
  return is_waiting;
}

probe_outcome probe_ask(probe_process *process, probe_request *request, probe_reply *reply,
                        int milliseconds, int *wait_status) {
  if (process->pid < 0) return PROBE_TROUBLE;
  request->nonce = process->nonce;
  request->sequence = ++process->sequence;
  bool sent = send_request(process->requests, request);
  long used = processor_time(process->pid);
  long deadline = milliseconds_now() + milliseconds;
  int extensions = 9;
  size_t done = 0;
  while (sent && done < sizeof *reply) {
    long left = deadline - milliseconds_now();
    struct pollfd wait = {.fd = process->replies, .events = POLLIN};
    int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 && extensions > 0 && is_starved(process->pid, used + milliseconds / 2)) {
      extensions--;
      deadline = milliseconds_now() + milliseconds;
      continue;
    }
    if (ready <= 0) {
      *wait_status = reap(process, 0);
      return PROBE_TIMED_OUT;
    }
    ssize_t count = read(process->replies, (char *)reply + done, sizeof *reply - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += (size_t)count;
  }
  if (done < sizeof *reply) {
    // The pipe closed. A process that only closed it, and lives on, is given a moment to end.
    *wait_status = reap(process, 200);
    return PROBE_ENDED;
  }
  if (reply->nonce != process->nonce || reply->sequence != request->sequence) {
    *wait_status = reap(process, 0);
    return PROBE_GARBLED;
  }
  reply->text[PROBE_TEXT - 1] = 0;
  return PROBE_ANSWERED;
}

size_t probe_printed_text(const probe_process *process, char *text, size_t size) {
  off_t end = lseek(process->printed, 0, SEEK_END);
  off_t start = end > (off_t)size - 1 ? end - ((off_t)size - 1) : 0;
  ssize_t count = end > 0 ? pread(process->printed, text, (size_t)(end - start), start) : 0;
  text[count > 0 ? count : 0] = 0;
  return count > 0 ? (size_t)count : 0;
}

void probe_end(probe_process *process) {
  if (process->requests >= 0) close(process->requests);
  if (process->pid >= 0) reap(process, 0);
  if (process->replies >= 0) close(process->replies);
  if (process->file >= 0) close(process->file);
  if (process->printed >= 0) close(process->printed);
  if (process->memory != NULL) munmap(process->memory, PROBE_FILE_BYTES);
  *process = (probe_process){
      .pid = -1, .requests = -1, .replies = -1, .file = -1, .printed = -1};
}
