// libffi for Swift. The ffi_type_* constants are mutable C globals, which Swift 6 does not let
// concurrent code touch: each gets an accessor here.
#pragma once
#include <ffi.h>

static inline ffi_type *clibffi_void(void) { return &ffi_type_void; }
static inline ffi_type *clibffi_int(void) { return &ffi_type_sint; }
static inline ffi_type *clibffi_pointer(void) { return &ffi_type_pointer; }
static inline ffi_type *clibffi_float(void) { return &ffi_type_float; }
static inline ffi_type *clibffi_double(void) { return &ffi_type_double; }

// size_t has no ffi_type of its own: it is the unsigned integer of a pointer's width.
static inline ffi_type *clibffi_size(void) {
  return sizeof(size_t) == 8 ? &ffi_type_uint64 : &ffi_type_uint32;
}
