#include <stdlib.h>
#include <string.h>

#include "Call.h"

static ffi_type *number(hillock_type type) {
  return type == HILLOCK_FLOAT ? &ffi_type_float : &ffi_type_double;
}

static ffi_type *ffi_type_of(hillock_kind kind, hillock_type type) {
  switch (kind) {
    case HILLOCK_ELEMENT:
    case HILLOCK_VALUE: return number(type);
    case HILLOCK_SIZE: return sizeof(size_t) == 8 ? &ffi_type_uint64 : &ffi_type_uint32;
    case HILLOCK_TRAINING: return &ffi_type_sint;
    default: return &ffi_type_pointer;
  }
}

static bool is_pointer(hillock_kind kind) {
  return kind == HILLOCK_INPUT || kind == HILLOCK_OUTPUT || kind == HILLOCK_VALUES ||
         kind == HILLOCK_SUM || kind == HILLOCK_SUMS;
}

/// The typed caller of an array function: pointers, then n, then numbers.
static void choose_array_caller(hillock_call *call) {
  size_t count = call->signature.count, pointers = 0, numbers = 0;
  bool are_elements = true;
  while (pointers < count && is_pointer(call->arguments[pointers].kind)) {
    are_elements = are_elements && (call->arguments[pointers].kind == HILLOCK_INPUT ||
                                    call->arguments[pointers].kind == HILLOCK_OUTPUT);
    pointers++;
  }
  if (pointers == count || call->arguments[pointers].kind != HILLOCK_SIZE) return;
  while (pointers + 1 + numbers < count &&
         call->arguments[pointers + 1 + numbers].kind == HILLOCK_VALUE) {
    numbers++;
  }
  if (pointers + 1 + numbers != count) return;
  call->array = hillock_typed_array(call->signature.type, pointers, numbers);
  call->pointers = pointers;
  call->numbers = numbers;
  call->is_plain = call->array != NULL && are_elements && !call->always_copies &&
                   !call->is_per_channel && !call->signature.takes_rows;
}

/// The typed caller of a scalar function: numbers, then `training` or nothing.
static hillock_scalar_caller scalar_caller(const hillock_signature *s) {
  size_t numbers = 0;
  while (numbers < s->count && s->arguments[numbers].kind != HILLOCK_TRAINING) numbers++;
  if (numbers + 1 < s->count) return NULL;
  return hillock_typed_scalar(s->type, numbers, numbers < s->count);
}

static void note_argument(hillock_call *call, const hillock_argument *argument) {
  const hillock_signature *s = &call->signature;
  hillock_type storage = argument->buffer == HILLOCK_Y ? s->y_storage : s->storage;
  bool converts = storage != s->type;
  if (argument->stride != 0) call->is_per_channel = true;
  switch (argument->kind) {
    case HILLOCK_OUTPUT:
      if (argument->buffer == HILLOCK_DGATE) call->writes_gate = true;
      break;
    case HILLOCK_VALUES: converts = converts || argument->stride == 0; break;
    case HILLOCK_SUMS:
      converts = converts || argument->stride == 0;
      call->writes_sums = true;
      break;
    case HILLOCK_SUM:
      call->writes_sums = true;
      [[fallthrough]];  // one sum, like one value, belongs to one channel
    case HILLOCK_VALUE:
      if (!s->returns && argument->stride != 0) call->is_one_by_one = true;
      if (argument->kind == HILLOCK_VALUE && !s->returns) return;
      break;
    case HILLOCK_SIZE:
    case HILLOCK_TRAINING: return;
    default: break;
  }
  call->copies++;
  if (converts) call->always_copies = true;
}

hillock_call *hillock_call_create(const hillock_signature *signature) {
  hillock_call *call = calloc(1, sizeof *call);
  if (call == NULL) return NULL;
  call->signature = *signature;
  for (size_t k = 0; k < signature->count; k++) {
    call->arguments[k] = signature->arguments[k];
    call->types[k] = ffi_type_of(signature->arguments[k].kind, signature->type);
    note_argument(call, &signature->arguments[k]);
  }
  call->signature.arguments = call->arguments;
  if (signature->symbol != NULL && (call->signature.symbol = strdup(signature->symbol)) == NULL) {
    free(call);
    return NULL;
  }
  if (signature->result.stride != 0) call->is_per_channel = true;
  size_t room = HILLOCK_ARENA / (call->copies + 1);
  call->tile = call->is_one_by_one ? 1 : room < HILLOCK_TILE ? room : HILLOCK_TILE;
  if (!signature->through_libffi) {
    if (signature->returns) {
      call->scalar = scalar_caller(signature);
    } else {
      choose_array_caller(call);
    }
  }
  ffi_type *result = signature->returns ? number(signature->type) : &ffi_type_void;
  if (ffi_prep_cif(&call->cif, FFI_DEFAULT_ABI, (unsigned)signature->count, result, call->types) !=
      FFI_OK) {
    hillock_call_destroy(call);
    return NULL;
  }
  return call;
}

void hillock_call_destroy(hillock_call *call) {
  free((char *)(size_t)call->signature.symbol);
  free(call);
}

bool hillock_call_is_through_libffi(const hillock_call *call) {
  return call->array == NULL && call->scalar == NULL;
}
