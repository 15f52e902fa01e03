#include "Convert.h"

void hillock_convert(void *to, hillock_type to_type, const void *from, hillock_type from_type,
                     size_t n) {
  if (to_type == from_type) {
    memmove(to, from, n * hillock_size(to_type));
  } else if (to_type == HILLOCK_FLOAT) {
    for (size_t i = 0; i < n; i++) ((float *)to)[i] = (float)((const double *)from)[i];
  } else {
    for (size_t i = 0; i < n; i++) ((double *)to)[i] = ((const float *)from)[i];
  }
}

void hillock_fill(void *to, hillock_type type, double value, size_t n) {
  for (size_t i = 0; i < n; i++) hillock_set(hillock_at(to, i, type), type, value);
}

void hillock_multiply(void *to, const void *a, const void *b, hillock_type type, size_t n) {
  if (type == HILLOCK_FLOAT) {
    for (size_t i = 0; i < n; i++) ((float *)to)[i] = ((const float *)a)[i] * ((const float *)b)[i];
  } else {
    for (size_t i = 0; i < n; i++) {
      ((double *)to)[i] = ((const double *)a)[i] * ((const double *)b)[i];
    }
  }
}

void hillock_add(void *to, hillock_type to_type, size_t stride, const void *from,
                 hillock_type from_type, size_t n) {
  if (stride == 0) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += hillock_get(hillock_at(from, i, from_type), from_type);
    hillock_set(to, to_type, hillock_get(to, to_type) + sum);
  } else {
    for (size_t i = 0; i < n; i++) {
      void *place = hillock_at(to, i, to_type);
      hillock_set(place, to_type,
                  hillock_get(place, to_type) +
                      hillock_get(hillock_at(from, i, from_type), from_type));
    }
  }
}
