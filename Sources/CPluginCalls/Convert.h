// Copies between buffers of float and double; C's conversions are IEEE's: rounded to nearest, an
// overflow infinite, a NaN still one.
#pragma once
#include <stddef.h>
#include <string.h>

#include "CPluginCalls.h"

static inline size_t hillock_size(hillock_type type) {
  return type == HILLOCK_FLOAT ? sizeof(float) : sizeof(double);
}

/// `base + index` elements of `type`; NULL stays NULL.
static inline void *hillock_at(const void *base, size_t index, hillock_type type) {
  return base == NULL ? NULL : (char *)(size_t)base + index * hillock_size(type);
}

/// One element, as a double: exact.
static inline double hillock_get(const void *from, hillock_type type) {
  return type == HILLOCK_FLOAT ? *(const float *)from : *(const double *)from;
}

static inline void hillock_set(void *to, hillock_type type, double value) {
  if (type == HILLOCK_FLOAT) {
    *(float *)to = (float)value;
  } else {
    *(double *)to = value;
  }
}

/// to[i] = from[i]
void hillock_convert(void *to, hillock_type to_type, const void *from, hillock_type from_type,
                     size_t n);

/// to[i] = value
void hillock_fill(void *to, hillock_type type, double value, size_t n);

/// to[i] = a[i] * b[i]; `to` may be either.
void hillock_multiply(void *to, const void *a, const void *b, hillock_type type, size_t n);

/// to[i * stride] += from[i]; a stride of 0 sums them all, in double.
void hillock_add(void *to, hillock_type to_type, size_t stride, const void *from,
                 hillock_type from_type, size_t n);
