// Time, and what the processor can do in it.
#pragma once

#include <stdint.h>

// Nanoseconds of the monotonic clock.
int64_t hillock_nanoseconds(void);

// The most multiply-adds, counted as two operations each, that one core does in a second in
// registers alone, in the widest vectors that it has: measured, best of several runs.
double hillock_fma_peak_f32(void);
double hillock_fma_peak_f64(void);
