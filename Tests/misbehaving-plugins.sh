#!/usr/bin/env bash
# Trains with some forty kinds of misbehaving plugin, each of which begins to misbehave in the midst of
# the training (or as it is loaded), and looks at what came of it: never status 0 for work that was not
# done, the plugin named where it is the cause, a model saved by an epoch that was complete still there,
# and the next command as good as ever.
#
#   Tests/misbehaving-plugins.sh [KIND…]     with HILLOCK, the command, or .build/release/hillock
set -uo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
hillock=${HILLOCK:-$top/.build/release/hillock}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_STATE_HOME=$work/state XDG_DATA_HOME=$work/none
unset HILLOCK_PLUGIN_PATH
head -n 301 "$top/Sources/CDigits/digits.csv" >data.csv

# kind | expected status ("ok": 0 and a model) | a word that the last line of errors must have | code
# In the code: `at` is true from the 20,000th call on, once; `here` is a constructor's.
read -r -d '' kinds <<'END'
crash-null|70|in the plugin bad|at *(volatile int *)0 = 1;
crash-wild|70|in the plugin bad|at *(volatile int *)0x414141414140 = 1;
crash-abort|70|in the plugin bad|at abort();
crash-divide|70|in the plugin bad|at zero = calls / zero;
crash-illegal|70|in the plugin bad|at __builtin_trap();
crash-bus|70|in the plugin bad|at raise(SIGBUS);
crash-call-null|70|in the plugin bad|at ((void (*)(void))(size_t)zero)();
crash-constructor|70|in the plugin bad|here *(volatile int *)16 = 1;
loop|143|the plugin bad|at for (;;) zero = 0;
sleep|143|the plugin bad|at for (;;) sleep(1000);
loop-constructor|143||here for (;;) zero = 0;
exit|1|the plugin bad|at exit(0);
exit-nonzero|1|the plugin bad|at exit(3);
_exit|1|the plugin bad|at _exit(0);
_Exit|1|the plugin bad|at _Exit(0);
quick_exit|1|the plugin bad|at quick_exit(0);
pthread_exit|1|the plugin bad|at pthread_exit(0);
exit-constructor|1|the plugin bad|here exit(0);
_exit-constructor|1|the plugin bad|here _exit(0);
exit-thread|1|the plugin bad|here start(end);
atexit-_exit|ok||here atexit(leave);
flush-to-zero|ok|flush-to-zero|at _mm_setcsr(_mm_getcsr() | 0x8040);
flush-to-zero-constructor|ok|flush-to-zero|here _mm_setcsr(_mm_getcsr() | 0x8040);
rounding|ok|floating-point modes|at _mm_setcsr(_mm_getcsr() | 0x6000);
traps-constructor|ok|floating-point traps|here _mm_setcsr(_mm_getcsr() & ~0x1F80u);
handler-int|ok|SIGINT|at signal(SIGINT, nothing);
handler-term-constructor|ok|SIGTERM|here signal(SIGTERM, SIG_IGN);
handler-segv|ok|SIGSEGV|at signal(SIGSEGV, nothing);
mask|ok|signal mask|at unblock();
alternate-stack|ok|stack of signal handlers|at sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, 0);
timer|ok|interval timer|here timer();
threads|ok||here start(forever);
chdir|ok|working directory|at (void)!chdir("/");
umask|ok|file creation mask|at umask(0777);
locale|ok|locale|at setlocale(LC_ALL, "C.UTF-8");
environment|ok|environment|at setenv("HOME", "/nowhere", 1);
clearenv|ok|environment|at clearenv();
close-output|ok|descriptor 1|at close(1);
close-errors|ok||at close(2);
close-all|any||at closefrom(0);
nonblocking|ok|flags of descriptor|at fcntl(1, F_SETFL, O_NONBLOCK | O_APPEND);
prints|ok||at puts("out of turn");
prints-raw|any||at (void)!write(1, "out of turn\n", 12);
stack-overflow|70|stack overflow|at zero = deep(1);
huge-stack|70|in the plugin bad|at huge();
huge-allocation|70|out of memory|at *(volatile char *)malloc((size_t)1 << 50) = 1;
overrun|any||at memset(row, 0x5A, 1 << 22);
kill-self|137||at kill(getpid(), SIGKILL);
terminate-self|143||at kill(getpid(), SIGTERM);
interrupt-self|ok||at raise(SIGINT);
not-a-number|1||at y = 0.0 / zero;
END

cat >head.c <<'END'
#define _GNU_SOURCE
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <xmmintrin.h>
static volatile int zero;
static volatile double y;
static int calls;
static double *row;
static void nothing(int number) { (void)number; }
static void leave(void) { _exit(0); }
static void *end(void *unused) { usleep(20000); exit(0); return unused; }
static void *forever(void *unused) { for (;;) sleep(1000); return unused; }
static void start(void *(*body)(void *)) { pthread_t thread; pthread_create(&thread, 0, body, 0); }
static void unblock(void) { sigset_t s; sigemptyset(&s); pthread_sigmask(SIG_SETMASK, &s, 0); }
static void timer(void) {
  struct itimerval time = {{0, 200}, {0, 200}};
  signal(SIGALRM, nothing);
  setitimer(ITIMER_REAL, &time, 0);
}
static int deep(int n) { volatile char room[4096]; room[n & 4095] = 1; return n < 0 ? 0 : deep(n + 1) + room[1]; }
static void huge(void) { volatile char room[64 << 20]; for (size_t i = sizeof room; i > 4096; i -= 4096) room[i - 1] = 1; }
END

checked=0 failed=0
complain() { failed=$((failed + 1)); echo "$kind: $1"; sed 's/^/    /' errors | tail -n 3; }

while IFS='|' read -r kind status word code; do
  [ $# -gt 0 ] && [[ " $* " != *" $kind "* ]] && continue
  checked=$((checked + 1))
  rm -rf plugins state model.safetensors; mkdir plugins
  call= constructor=
  case $code in at*) call=${code#at } ;; *) constructor=${code#here } ;; esac
  {
    cat head.c
    echo "void activation_marks(void) { nothing(0); if (zero) { leave(); end(0); start(forever); unblock(); timer(); deep(1); huge(); } }"
    echo "double activation_value(double x) { y = x / 2; row = &x; if (++calls == TURN) { $call } return y; }"
    echo "double activation_derivative(double x) { (void)x; return 0.5; }"
    echo "__attribute__((constructor)) static void loaded(void) { if (TURN) { $constructor } }"
  } >bad.c
  cc -O1 -w -DTURN=20000 -shared -fPIC bad.c -o plugins/bad.so -lpthread || { complain "does not compile"; continue; }
  environment=$(stat -c %i .)
  env --default-signal=INT,TERM,HUP "$hillock" train data.csv --activation bad --hidden 16 --epochs 40 \
    --batch 32 --threads 1 --format json --plugins plugins --output model.safetensors >output 2>errors &
  process=$!
  if [[ $kind == loop* || $kind == sleep ]]; then sleep 1; kill -TERM $process; fi
  got=0
  wait $process 2>/dev/null || got=$?
  epochs=$(grep -c '"epoch"' output)
  case $status in
    any) [ $got != 0 ] || [ -s model.safetensors ] || complain "status 0, and no model" ;;
    ok)
      [ $got = 0 ] || complain "status $got, expected 0"
      [ -s model.safetensors ] || complain "no model"
      ;;
    *) [ $got = "$status" ] || complain "status $got, expected $status" ;;
  esac
  [ -z "$word" ] || grep -q -- "$word" errors || complain "does not say '$word'"
  # Where the plugin is not the cause, it is not named as one.
  if [ "$status" = ok ] && grep -q 'crashed\|called' errors; then complain "blames it"; fi
  # What was saved is whole.
  if [ -s model.safetensors ]; then
    cc -O1 -w -DTURN=0 -shared -fPIC bad.c -o plugins/bad.so -lpthread
    "$hillock" evaluate model.safetensors data.csv --allow-different-plugin --plugins plugins \
      >evaluated 2>errors || complain "the model cannot be used"
  fi
  [ "$(stat -c %i .)" = "$environment" ] || complain "the directory is another"
  grep -q 'out of turn' output && [ "$kind" = prints ] && complain "prints among the results"
done <<<"$kinds"
echo "$checked kinds, $failed complaints"
[ $failed = 0 ]
