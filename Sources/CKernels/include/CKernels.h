// The network's loops that must be fast, and the seams to the libraries it stands on: plain C over
// raw buffers, compiled for each instruction set level, in float and double. Every symbol begins
// with hillock_; one that comes in both precisions ends with _f32 or _f64.
#pragma once

#include "hillock_clock.h"
#include "hillock_layer.h"
#include "hillock_loss.h"
#include "hillock_matrix_product.h"
#include "hillock_optimizer.h"
#include "hillock_pool.h"
#include "hillock_prepared_product.h"
#include "hillock_random.h"
