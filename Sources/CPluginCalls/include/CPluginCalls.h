// Calls of plugins' C functions, prepared once and run over matrices.
//
// In C because what is called has a type only its prototype's text knows: a typed call is a cast
// of the function's address, and a loop around one must cost no more than the author's own.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "hillock_floats.h"
#include "hillock_running.h"

/// What a function computes in, and what a buffer holds.
typedef enum { HILLOCK_FLOAT, HILLOCK_DOUBLE } hillock_type;

/// The buffers of a call, in the order of `hillock_operands`.
typedef enum {
  HILLOCK_X,
  HILLOCK_Y,
  HILLOCK_GATE,
  HILLOCK_U,
  HILLOCK_DY,
  HILLOCK_DX,
  HILLOCK_DGATE,
  HILLOCK_PARAMETERS,
  HILLOCK_GRADIENTS,
} hillock_buffer;

/// What a function's argument, or its result's place, is.
typedef enum {
  /// T: one element of a buffer.
  HILLOCK_ELEMENT,
  /// const T *: n elements that the function reads.
  HILLOCK_INPUT,
  /// T *: n elements that the function writes.
  HILLOCK_OUTPUT,
  /// T: a parameter's value.
  HILLOCK_VALUE,
  /// const T *: a parameter's value for each of n elements.
  HILLOCK_VALUES,
  /// T *: one sum, added to.
  HILLOCK_SUM,
  /// T *: n sums, added to.
  HILLOCK_SUMS,
  /// size_t n
  HILLOCK_SIZE,
  /// int training
  HILLOCK_TRAINING,
} hillock_kind;

/// One argument. `offset` and `stride` place a parameter: its value for channel c is at
/// offset + stride * c; the stride is 0 or 1.
typedef struct {
  hillock_kind kind;
  hillock_buffer buffer;
  size_t offset;
  size_t stride;
} hillock_argument;

/// The most arguments that a function may have.
#define HILLOCK_MAX_ARGUMENTS 64

/// How a function is called.
typedef struct {
  /// The function's address.
  void *function;
  /// Whose it is, and its symbol, for the record of what runs; NULL where nobody keeps one.
  hillock_plugin *plugin;
  const char *symbol;
  /// What it computes in.
  hillock_type type;
  /// What the buffers hold.
  hillock_type storage;
  /// What the buffer of y holds.
  hillock_type y_storage;
  /// Whether it returns T, for one element.
  bool returns;
  /// Whether n is a row's length.
  bool takes_rows;
  /// Whether to call through libffi where a typed call would do.
  bool through_libffi;
  /// Where a partial derivative goes: HILLOCK_OUTPUT (dgate) or HILLOCK_SUM (a parameter's).
  hillock_argument result;
  /// The arguments in the author's order.
  const hillock_argument *arguments;
  /// How many.
  size_t count;
} hillock_signature;

/// A prepared call; immutable, so any number of threads may run it at once.
typedef struct hillock_call hillock_call;

/// A prepared call, to be destroyed by its owner; NULL where libffi cannot prepare it or memory is
/// exhausted. Copies the signature's arguments and symbol. `count` must not exceed HILLOCK_MAX_ARGUMENTS.
hillock_call *hillock_call_create(const hillock_signature *signature);

/// Ends a call that is no longer run.
void hillock_call_destroy(hillock_call *call);

/// Whether the call goes through libffi.
bool hillock_call_is_through_libffi(const hillock_call *call);

/// The matrices of one run: rows x columns elements each, contiguous; NULL where there is none.
typedef struct {
  const void *x;
  void *y;
  const void *gate;
  const void *u;
  const void *dy;
  void *dx;
  void *dgate;
  const void *parameters;
  void *gradients;
  size_t rows;
  size_t columns;
  int training;
} hillock_operands;

/// Whether the function takes these buffers in this order and then n, all as the caller has them, so
/// that one of the next two may run it: a few instructions, where the others read what to do.
bool hillock_call_takes(const hillock_call *call, const hillock_buffer *buffers, size_t count);

/// function(first, second, n), unless n is 0.
void hillock_run_on_two(const hillock_call *call, const void *first, void *second, size_t n);

/// function(first, second, third, n), unless n is 0.
void hillock_run_on_three(const hillock_call *call, const void *first, const void *second,
                          void *third, size_t n);

/// y = f(x)
void hillock_run_value(const hillock_call *value, const hillock_operands *operands);

/// dx = df/dx, from a derivative or a gradient function; `value` computes the y that it reads, and
/// is NULL where it reads none.
void hillock_run_derivative(const hillock_call *value, const hillock_call *derivative,
                            const hillock_operands *operands);

/// dx = dy * f'(x) from a gradient function or a derivative; then dgate and the parameters' sums
/// from partial derivatives, for those that `gradient` does not write itself. All is read before
/// any of it is overwritten, so dx may be dy or x, and dgate gate.
void hillock_run_gradient(const hillock_call *gradient, const hillock_call *const *partials,
                          size_t partial_count, const hillock_operands *operands);
