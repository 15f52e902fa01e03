// The process: which thread takes its signals, what each thread is doing, and what is said when it
// crashes. Every symbol begins with hillock_.
#pragma once

#include "hillock_checkpoint.h"
#include "hillock_crash.h"
#include "hillock_niceness.h"
#include "hillock_output.h"
#include "hillock_room.h"
#include "hillock_running.h"
#include "hillock_sealed.h"
#include "hillock_signals.h"
#include "hillock_start.h"
#include "hillock_state.h"
