// libffi. Only C speaks to it (CPluginCalls): its ffi_type_* constants are mutable globals, which
// Swift 6 does not let concurrent code touch.
#pragma once
#include <ffi.h>
