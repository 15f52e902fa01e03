#define _GNU_SOURCE
#include "CEnding.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hillock_crash.h"
#include "hillock_output.h"
#include "hillock_running.h"

static _Atomic bool is_guarded, is_leaving;
static _Atomic int leaving_status;
static pid_t guarded;

// Says who ended the process, and ends it.
static _Noreturn void refuse(const char *function, const void *caller) {
  const hillock_running *here = &hillock_here;
  const hillock_plugin *plugin = atomic_load(&here->plugin);
  const char *symbol = atomic_load(&here->function);
  if (plugin == NULL) {
    plugin = hillock_plugin_at(caller);
    symbol = "a thread of its own";
  }
  char line[4096 + 128], who[4096] = "a library, while no plugin was running";
  if (plugin != NULL) {
    memcpy(who, "the plugin ", sizeof "the plugin ");
    hillock_describe_running(who + strlen(who), sizeof who - strlen(who), plugin, symbol,
                             atomic_load(&here->layer), atomic_load(&here->phase));
  }
  int count = snprintf(line, sizeof line, "hillock: %s called %s: the work is not done\n", who,
                       function);
  (void)!write(STDERR_FILENO, line, (size_t)count);
  hillock_note_failure(plugin, symbol, function);
  hillock_end_now(1);
}

// Before the first of our own endings, any other is somebody else's.
static bool is_foreign(void) { return atomic_load(&is_guarded) && !atomic_load(&is_leaving); }

static void at_exit(void) {
  if (is_foreign()) refuse("exit", NULL);
}

void hillock_guard_ending(void) {
  guarded = getpid();
  if (!atomic_exchange(&is_guarded, true)) atexit(at_exit);
}

static _Noreturn void leave(int status) {
  void (*real)(int) = (void (*)(int))dlsym(RTLD_NEXT, "exit");
  if (real != NULL) real(status);
  hillock_end_now(status);
}

void hillock_expect_end(int status) {
  atomic_store(&leaving_status, status);
  atomic_store(&is_leaving, true);
}

_Noreturn void hillock_end(int status) {
  hillock_expect_end(status);
  hillock_divert_output();
  leave(status);
}

_Noreturn void exit(int status) {
  if (is_foreign()) refuse("exit", __builtin_return_address(0));
  leave(atomic_load(&is_leaving) ? atomic_load(&leaving_status) : status);
}

_Noreturn void _exit(int status) {
  if (is_foreign()) refuse("_exit", __builtin_return_address(0));
  hillock_end_now(atomic_load(&is_leaving) ? atomic_load(&leaving_status) : status);
}

_Noreturn void _Exit(int status) {
  if (is_foreign()) refuse("_Exit", __builtin_return_address(0));
  hillock_end_now(atomic_load(&is_leaving) ? atomic_load(&leaving_status) : status);
}

_Noreturn void quick_exit(int status) {
  if (is_foreign()) refuse("quick_exit", __builtin_return_address(0));
  hillock_end_now(atomic_load(&is_leaving) ? atomic_load(&leaving_status) : status);
}

// Another program in the place of this one is an end, too; in a child that a plugin made it is not.

static void check_replacing(const char *function, const void *caller) {
  if (is_foreign() && getpid() == guarded) refuse(function, caller);
}

#define REAL(name, parameters) ((int (*) parameters)dlsym(RTLD_NEXT, #name))
#define CHECK(name) check_replacing(name, __builtin_return_address(0))
// The arguments of a call that has them one by one, to the null pointer, in an array.
#define GATHER(arguments, list, first)                                        \
  size_t count = 0;                                                           \
  va_start(list, first);                                                      \
  for (const char *next = first; next != NULL; next = va_arg(list, char *)) count++; \
  va_end(list);                                                               \
  char *arguments[count + 1];                                                 \
  va_start(list, first);                                                      \
  arguments[0] = (char *)first;                                               \
  for (size_t k = 1; k <= count; k++) arguments[k] = va_arg(list, char *)

int execve(const char *path, char *const arguments[], char *const variables[]) {
  CHECK("execve");
  return REAL(execve, (const char *, char *const[], char *const[]))(path, arguments, variables);
}

int execv(const char *path, char *const arguments[]) {
  CHECK("execv");
  return REAL(execve, (const char *, char *const[], char *const[]))(path, arguments, environ);
}

int execvpe(const char *file, char *const arguments[], char *const variables[]) {
  CHECK("execvpe");
  return REAL(execvpe, (const char *, char *const[], char *const[]))(file, arguments, variables);
}

int execvp(const char *file, char *const arguments[]) {
  CHECK("execvp");
  return REAL(execvpe, (const char *, char *const[], char *const[]))(file, arguments, environ);
}

int fexecve(int file, char *const arguments[], char *const variables[]) {
  CHECK("fexecve");
  return REAL(fexecve, (int, char *const[], char *const[]))(file, arguments, variables);
}

int execl(const char *path, const char *first, ...) {
  CHECK("execl");
  va_list list;
  GATHER(arguments, list, first);
  va_end(list);
  return REAL(execve, (const char *, char *const[], char *const[]))(path, arguments, environ);
}

int execlp(const char *file, const char *first, ...) {
  CHECK("execlp");
  va_list list;
  GATHER(arguments, list, first);
  va_end(list);
  return REAL(execvpe, (const char *, char *const[], char *const[]))(file, arguments, environ);
}

int execle(const char *path, const char *first, ...) {
  CHECK("execle");
  va_list list;
  GATHER(arguments, list, first);
  char **variables = va_arg(list, char **);
  va_end(list);
  return REAL(execve, (const char *, char *const[], char *const[]))(path, arguments, variables);
}

// A thread that computes and is ended by a plugin would leave the others waiting for ever.
_Noreturn void pthread_exit(void *value) {
  if (is_foreign() && atomic_load(&hillock_here.plugin) != NULL)
    refuse("pthread_exit", __builtin_return_address(0));
  void (*real)(void *) = (void (*)(void *))dlsym(RTLD_NEXT, "pthread_exit");
  if (real != NULL) real(value);
  hillock_end_now(1);
}
