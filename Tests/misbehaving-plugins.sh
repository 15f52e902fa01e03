#!/usr/bin/env bash
# Trains with some fifty kinds of misbehaving plugin, each of which begins to misbehave in the midst of
# the training (or as it is loaded), and looks at what came of it: never status 0 for work that was not
# done, the plugin named where it is the cause and not where it is not, at most one epoch lost, and the
# process as it was. For that, what ended is resumed with the plugin on its best behaviour, and what did
# not end is compared: either comes to the very bytes of a training in which nothing happened.
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

# kind | expected status ("ok": 0 and the model; "any": 0 with the model, or something else; a number, with
# "!": and nothing to go on with) | a word that the errors must have | code
# In the code: `at` is true at the 60,000th call; `here` is a constructor's.
read -r -d '' kinds <<'END'
crash-null|70|in the plugin bad|at *(volatile int *)0 = 1;
crash-wild|70|in the plugin bad|at *(volatile int *)0x414141414140 = 1;
crash-abort|70|in the plugin bad|at abort();
crash-divide|70|in the plugin bad|at zero = calls / zero;
crash-illegal|70|in the plugin bad|at __builtin_trap();
crash-bus|70|in the plugin bad|at raise(SIGBUS);
crash-call-null|70|in the plugin bad|at ((void (*)(void))(size_t)zero)();
crash-constructor|70!|in the plugin bad|here *(volatile int *)16 = 1;
loop|143|the plugin bad|at for (;;) zero = 0;
sleep|143|the plugin bad|at for (;;) sleep(1000);
loop-constructor|143!||here for (;;) zero = 0;
exit|1|the plugin bad|at exit(0);
exit-nonzero|1|the plugin bad|at exit(3);
_exit|1|the plugin bad|at _exit(0);
_Exit|1|the plugin bad|at _Exit(0);
quick_exit|1|the plugin bad|at quick_exit(0);
pthread_exit|1|the plugin bad|at pthread_exit(0);
exec|1|the plugin bad|at execl("/bin/true", "true", (char *)0);
exit-constructor|1!|the plugin bad|here exit(0);
_exit-constructor|1!|the plugin bad|here _exit(0);
exit-thread|1!|the plugin bad|here start(end);
atexit-_exit|ok||here atexit(leave);
flush-to-zero|ok|flush-to-zero|at _mm_setcsr(_mm_getcsr() | 0x8040);
flush-to-zero-constructor|ok|flush-to-zero|here _mm_setcsr(_mm_getcsr() | 0x8040);
rounding|ok|floating-point modes|at _mm_setcsr(_mm_getcsr() | 0x6000);
x87|ok|x87|at __asm__ volatile("fldcw %0" :: "m"((unsigned short){0x27f}));
traps-constructor|ok|floating-point traps|here _mm_setcsr(_mm_getcsr() & ~0x1F80u);
handler-int|ok|SIGINT|at signal(SIGINT, nothing);
handler-term-constructor|ok|SIGTERM|here signal(SIGTERM, SIG_IGN);
handler-segv|ok|SIGSEGV|at signal(SIGSEGV, nothing);
mask|ok|signal mask|at unblock();
alternate-stack|ok|stack of signal handlers|at sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, 0);
timer|ok|interval timer|here timer();
threads|ok|started 1 thread|here start(forever);
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
not-a-number|1!||at y = 0.0 / zero;
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
static int calls, turn;
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
train=(env --default-signal=INT,TERM,HUP "$hillock" train data.csv --activation bad --hidden 16
  --epochs 40 --batch 32 --threads 1 --no-tables --checkpoint-every 1 --format json --plugins plugins)

while IFS='|' read -r kind status word code; do
  [ $# -gt 0 ] && [[ " $* " != *" $kind "* ]] && continue
  checked=$((checked + 1))
  rm -rf plugins state model.safetensors* whole.safetensors reached; mkdir plugins
  call= constructor=
  case $code in at*) call=${code#at } ;; *) constructor=${code#here } ;; esac
  {
    cat head.c
    echo "void activation_marks(void) { nothing(0); if (zero) { leave(); end(0); start(forever); unblock(); timer(); deep(1); huge(); } }"
    echo "double activation_value(double x) { y = x / 2; row = &x; if (++calls == turn) { close(creat(\"reached\", 0600)); $call } return y; }"
    echo "double activation_derivative(double x) { (void)x; return 0.5; }"
    echo "__attribute__((constructor)) static void loaded(void) { turn = atoi(getenv(\"TURN\")); if (turn) { $constructor } }"
  } >bad.c
  cc -O1 -w -shared -fPIC bad.c -o plugins/bad.so -lpthread || { complain "does not compile"; continue; }
  TURN=0 "${train[@]}" --output whole.safetensors >/dev/null 2>errors || complain "does not train at all"
  directory=$(stat -c %i .)
  TURN=60000 "${train[@]}" --output model.safetensors >output 2>errors &
  process=$!
  if [[ $kind == loop || $kind == sleep ]]; then
    until [ -e reached ] || ! kill -0 $process; do sleep 0.02; done
    kill -TERM $process
  elif [[ $kind == loop-constructor ]]; then
    # Nothing tells when it is there; before that, the signal ends it all the same.
    sleep 0.5; kill -TERM $process
  fi
  got=0
  wait $process 2>/dev/null || got=$?
  case $status in
    any) ;;
    ok) [ $got = 0 ] || complain "status $got, expected 0" ;;
    *) [ $got = "${status%!}" ] || complain "status $got, expected ${status%!}" ;;
  esac
  [ -z "$word" ] || grep -q -- "$word" errors || complain "does not say '$word'"
  # Where the plugin is not the cause, it is not named as one.
  if [ "$status" = ok ] && grep -q 'crashed\|called' errors; then complain "blames it"; fi
  if [ $got != 0 ] && [ "${status%!}" = "$status" ]; then
    # No epoch is lost but the one that was begun.
    told=$(grep -c '"epoch"' output)
    saved=$(sed -n 's/.*epoch \([0-9]*\) of 40 is saved; --resume continues/\1/p' errors | tail -n 1)
    if [ -n "$saved" ]; then
      [ "$saved" -ge "$told" ] || complain "epoch $saved is saved of $told that were complete"
    fi
    [ "$told" -gt 0 ] || complain "ended in the first epoch"
    "$hillock" quarantine clear bad >/dev/null 2>&1
    TURN=0 "${train[@]}" --output model.safetensors --resume >/dev/null 2>errors || complain "cannot be resumed"
  fi
  if [ $got = 0 ] || [ "${status%!}" = "$status" ]; then
    cmp -s model.safetensors whole.safetensors || complain "another model"
  fi
  [ "$(stat -c %i .)" = "$directory" ] || complain "the directory is another"
  # A thread that ends the process at any moment may do so within a save; the next run sweeps.
  [ "$kind" = exit-thread ] || [ -z "$(find . -name '.hillock-*')" ] || complain "leaves files behind"
  grep -q 'out of turn' output && [ "$kind" = prints ] && complain "prints among the results"
done <<<"$kinds"

echo "$checked kinds, $failed complaints"
[ $failed = 0 ]
