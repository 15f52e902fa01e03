/* Asks the system for the thread's number on every call, as home-made thread-local storage does. */
#include <sys/syscall.h>
#include <unistd.h>
#include "sound.h"
DESCRIPTION DERIVATIVE(double)
ACTIVATION_VALUE(broken, double, (double x)) { return syscall(SYS_gettid) == 0 ? 0 : atan(x); }
