#include "Typed.h"

// Array functions. The callee sees `const T *` or `T *` where `void *` is written here: pointers to
// objects have one representation and are passed alike on every platform with dlopen.

#define POINTERS_2 void *, void *
#define POINTERS_3 POINTERS_2, void *
#define POINTERS_4 POINTERS_3, void *
#define PASSED_2 v[0].pointer, v[1].pointer, v[2].size
#define PASSED_3 v[0].pointer, v[1].pointer, v[2].pointer, v[3].size
#define PASSED_4 v[0].pointer, v[1].pointer, v[2].pointer, v[3].pointer, v[4].size

#define ARRAY(p, q, T, field, types, values)                                             \
  static void array_##field##_##p##_##q(void *function, const hillock_value *v) {        \
    ((void (*)(POINTERS_##p, size_t types))function)(PASSED_##p values);                 \
  }
#define COMMA ,
#define ARRAYS(p, T, field)                                                              \
  ARRAY(p, 0, T, field, , )                                                              \
  ARRAY(p, 1, T, field, COMMA T, COMMA v[p + 1].field)                                   \
  ARRAY(p, 2, T, field, COMMA T COMMA T, COMMA v[p + 1].field COMMA v[p + 2].field)      \
  ARRAY(p, 3, T, field, COMMA T COMMA T COMMA T,                                         \
        COMMA v[p + 1].field COMMA v[p + 2].field COMMA v[p + 3].field)                  \
  ARRAY(p, 4, T, field, COMMA T COMMA T COMMA T COMMA T,                                 \
        COMMA v[p + 1].field COMMA v[p + 2].field COMMA v[p + 3].field COMMA v[p + 4].field)

ARRAYS(2, float, f)
ARRAYS(3, float, f)
ARRAYS(4, float, f)
ARRAYS(2, double, d)
ARRAYS(3, double, d)
ARRAYS(4, double, d)

#define ROW(p, field)                                                                    \
  {array_##field##_##p##_0, array_##field##_##p##_1, array_##field##_##p##_2,            \
   array_##field##_##p##_3, array_##field##_##p##_4}

hillock_array_caller hillock_typed_array(hillock_type type, size_t pointers, size_t values) {
  static const hillock_array_caller callers[2][3][5] = {
      {ROW(2, f), ROW(3, f), ROW(4, f)},
      {ROW(2, d), ROW(3, d), ROW(4, d)},
  };
  if (pointers < 2 || pointers > 4 || values > 4) return NULL;
  return callers[type][pointers - 2][values];
}

// Scalar functions, and the loop over the elements.

#define NUMBERS_1(T) T
#define NUMBERS_2(T) NUMBERS_1(T), T
#define NUMBERS_3(T) NUMBERS_2(T), T
#define NUMBERS_4(T) NUMBERS_3(T), T
#define NUMBERS_5(T) NUMBERS_4(T), T
#define NUMBERS_6(T) NUMBERS_5(T), T
#define BASE(T, k)                  \
  const T *base##k = s[k].base;     \
  const size_t stride##k = s[k].stride;
#define BASES_1(T) BASE(T, 0)
#define BASES_2(T) BASES_1(T) BASE(T, 1)
#define BASES_3(T) BASES_2(T) BASE(T, 2)
#define BASES_4(T) BASES_3(T) BASE(T, 3)
#define BASES_5(T) BASES_4(T) BASE(T, 4)
#define BASES_6(T) BASES_5(T) BASE(T, 5)
#define AT(k) base##k[i * stride##k]
#define ELEMENTS_1 AT(0)
#define ELEMENTS_2 ELEMENTS_1, AT(1)
#define ELEMENTS_3 ELEMENTS_2, AT(2)
#define ELEMENTS_4 ELEMENTS_3, AT(3)
#define ELEMENTS_5 ELEMENTS_4, AT(4)
#define ELEMENTS_6 ELEMENTS_5, AT(5)

#define SCALAR(arity, T)                                                                       \
  static void scalar_##T##_##arity(void *function, const hillock_source *s, int training,      \
                                   void *out, size_t n) {                                      \
    (void)training;                                                                            \
    T (*f)(NUMBERS_##arity(T)) = (T(*)(NUMBERS_##arity(T)))function;                           \
    BASES_##arity(T) T *result = out;                                                          \
    for (size_t i = 0; i < n; i++) result[i] = f(ELEMENTS_##arity);                            \
  }                                                                                            \
  static void scalar_training_##T##_##arity(void *function, const hillock_source *s,           \
                                            int training, void *out, size_t n) {               \
    T (*f)(NUMBERS_##arity(T), int) = (T(*)(NUMBERS_##arity(T), int))function;                 \
    BASES_##arity(T) T *result = out;                                                          \
    for (size_t i = 0; i < n; i++) result[i] = f(ELEMENTS_##arity, training);                  \
  }
#define SCALARS(T) \
  SCALAR(1, T) SCALAR(2, T) SCALAR(3, T) SCALAR(4, T) SCALAR(5, T) SCALAR(6, T)

SCALARS(float)
SCALARS(double)

#define COLUMN(name) {name##_1, name##_2, name##_3, name##_4, name##_5, name##_6}

hillock_scalar_caller hillock_typed_scalar(hillock_type type, size_t arity, bool takes_training) {
  static const hillock_scalar_caller callers[2][2][6] = {
      {COLUMN(scalar_float), COLUMN(scalar_training_float)},
      {COLUMN(scalar_double), COLUMN(scalar_training_double)},
  };
  if (arity < 1 || arity > 6) return NULL;
  return callers[type][takes_training][arity - 1];
}
