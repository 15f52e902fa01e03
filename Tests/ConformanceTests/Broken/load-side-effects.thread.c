/* Starts its own pool of threads, one a plugin, as libraries with an OpenMP runtime do. */
#include <pthread.h>
#include <unistd.h>
#include "sound.h"
DESCRIPTION VALUE(double) DERIVATIVE(double)
static void *wait_for_work(void *unused) {
  pause();
  return unused;
}
__attribute__((constructor)) static void begin(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, wait_for_work, NULL);
}
