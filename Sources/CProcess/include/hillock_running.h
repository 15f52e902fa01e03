// What a thread is doing at this moment: what a crash report, and a guard, must know, kept where a
// signal handler can read it.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

// A plugin library of this process. Made once, and never freed: a handler may read it at any time.
typedef struct hillock_plugin {
  // What it is called, its file, and the SHA-256 of that in hexadecimal.
  const char *name, *path, *sha256;
  // Where its memory begins; 0 as long as it is not loaded.
  _Atomic uintptr_t base;
  // The floating-point control that a call left changed, put back by then.
  _Atomic uint32_t changed_control;
  struct hillock_plugin *next;
} hillock_plugin;

// Adds a plugin to the list of the process. Copies the texts; NULL where memory is out.
hillock_plugin *hillock_plugin_add(const char *name, const char *path, const char *sha256);

// Loads the library of `plugin` from `path`, noting that it runs, puts back what that changed in the
// process, and lists it in `changed`. NULL where the dynamic loader refuses it, with dlerror's reason.
void *hillock_plugin_open(hillock_plugin *plugin, const char *path, char *changed, size_t size);

// The plugin whose memory holds `address`, by the dynamic loader's record; NULL where none does.
const hillock_plugin *hillock_plugin_at(const void *address);

// The list, the newest first.
hillock_plugin *hillock_plugins(void);

// What calls of `plugin` changed of the floating-point control since this was last asked.
static inline uint32_t hillock_plugin_take_changed_control(hillock_plugin *plugin) {
  return atomic_exchange(&plugin->changed_control, 0);
}

// A thread's record. Its owner writes it; handlers on its stack and the waiting thread read it.
typedef struct hillock_running {
  // Whose code runs, NULL for Hillock's own, and which of its functions.
  _Atomic(hillock_plugin *) plugin;
  _Atomic(const char *) function;
  // How often a plugin was entered: what does not change does not come back.
  _Atomic uint64_t calls;
  // The layer from 1, 0 where there is none, and what is done with it.
  _Atomic uint32_t layer;
  _Atomic(const char *) phase;
  // Whether this thread has all signals blocked, but for faults.
  bool holds_signals;
  // The stack: below `low` it has overflowed. 0 where not known.
  uintptr_t low, high;
  // Where handlers of faults run; NULL where the thread's own stack has to do.
  void *alternate;
  struct hillock_running *next, *previous;
} hillock_running;

extern _Thread_local hillock_running hillock_here;

// The control bits of MXCSR: what is no flag that any arithmetic raises.
#define HILLOCK_CONTROL_BITS 0xFFC0u

// The floating-point control: those bits, and above them the x87 unit's control word.
static inline uint32_t hillock_arithmetic(void) {
#if defined(__x86_64__)
  uint16_t word;
  __asm__ volatile("fnstcw %0" : "=m"(word));
  return (_mm_getcsr() & HILLOCK_CONTROL_BITS) | (uint32_t)word << 16;
#else
  return 0;
#endif
}

static inline void hillock_set_arithmetic(uint32_t control) {
#if defined(__x86_64__)
  uint16_t word = (uint16_t)(control >> 16);
  _mm_setcsr((_mm_getcsr() & ~HILLOCK_CONTROL_BITS) | (control & HILLOCK_CONTROL_BITS));
  __asm__ volatile("fldcw %0" : : "m"(word));
#else
  (void)control;
#endif
}

// Notes that `function` of `plugin` begins to run; answers what hillock_leave is to be given.
static inline uint32_t hillock_enter(hillock_plugin *plugin, const char *function) {
  hillock_running *here = &hillock_here;
  atomic_store_explicit(&here->calls,
                        atomic_load_explicit(&here->calls, memory_order_relaxed) + 1,
                        memory_order_relaxed);
  atomic_store_explicit(&here->function, function, memory_order_relaxed);
  atomic_store_explicit(&here->plugin, plugin, memory_order_relaxed);
  return hillock_arithmetic();
}

// Notes that it has come back, and puts the floating-point control back. Without a plugin to
// blame they stay as they are: whoever called it looks for himself.
static inline void hillock_leave(hillock_plugin *plugin, uint32_t control) {
  uint32_t changed = hillock_arithmetic() ^ control;
  if (__builtin_expect(changed != 0, 0) && plugin != NULL) {
    hillock_set_arithmetic(control);
    atomic_fetch_or(&plugin->changed_control, changed);
  }
  atomic_store_explicit(&hillock_here.plugin, NULL, memory_order_relaxed);
}

// What is done with which layer, from 1; 0 for none. `phase` must live for ever.
static inline void hillock_set_phase(uint32_t layer, const char *phase) {
  atomic_store_explicit(&hillock_here.layer, layer, memory_order_relaxed);
  atomic_store_explicit(&hillock_here.phase, phase, memory_order_relaxed);
}

// Phases, as texts that live for ever.
typedef enum {
  HILLOCK_NO_PHASE,
  HILLOCK_FORWARD,
  HILLOCK_BACKWARD,
  HILLOCK_PREDICTING,
} hillock_phase;

static inline void hillock_begin_layer(uint32_t layer, hillock_phase phase) {
  static const char *const names[] = {NULL, "training, forward", "training, backward",
                                      "predicting"};
  hillock_set_phase(layer, names[phase]);
}
