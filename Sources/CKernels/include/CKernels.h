// The network's loops that must be fast: plain C over raw buffers, compiled for each instruction set
// level, in float and double. Every symbol begins with hillock_ and ends with _f32 or _f64.
#pragma once

#include "hillock_random.h"
