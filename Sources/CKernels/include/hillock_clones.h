// Compiles a loop once for each instruction set level; the loader takes the best at the first call.
#pragma once

#if defined(__x86_64__) && defined(__gnu_linux__)
#define HILLOCK_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define HILLOCK_CLONES
#endif

// Declares or defines something once for each precision: M(T, suffix).
#define HILLOCK_BOTH(M) \
  M(float, f32)         \
  M(double, f64)
