// Results of a function over consecutive floats, against a polynomial.
//
// In C because it runs 2^32 times: the compiler makes vectors of it, for the processor that it
// finds when the program starts.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COMPARE_TERMS 12

/// What results are compared with: sum of coefficients[k] t^k, t = (x - middle) * scale.
typedef struct {
  double middle, scale;
  double coefficients[COMPARE_TERMS];
  /// How far the polynomial may be from the truth.
  double error;
} compare_polynomial;

/// Writes n floats whose bit patterns follow one another from `first` on.
void compare_fill(float *x, uint32_t first, size_t n);

/// The largest of compare_errors: what nearly all blocks are settled by.
double compare_worst(const float *x, const float *got, size_t n,
                     const compare_polynomial *polynomial);

/// errors[i] = how far got[i] may be from the truth at x[i], in ULP of float; NaN where got[i] is.
/// Returns the largest of them (NaN counts as larger than any), and its index.
double compare_errors(const float *x, const float *got, size_t n,
                      const compare_polynomial *polynomial, double *errors, size_t *index);

/// How far rounding may move a value: so many units in its last place; or, where there are none, so
/// much times max(1, |value|).
typedef struct {
  double units, relative;
} compare_allowance;

typedef struct {
  float x, value;
} compare_point;

/// What a function did over floats that follow one another.
typedef struct {
  /// The least and the greatest value, where there was one that is a number.
  bool is_known;
  compare_point low, high;
  /// The first value that went against the direction, and the one that it went back from.
  bool has_turned;
  compare_point from, to;
} compare_course;

/// Goes on with the values at n further floats.
///
/// `direction` is 1 where values must not fall from one to the next, -1 where they must not rise, and
/// 0 where they may do either.
void compare_follow(const float *x, const float *values, size_t n, int direction,
                    const compare_allowance *allowance, compare_course *course);

/// The first index where mirrored[i] is not `sign` times values[i]; n where there is none.
size_t compare_mirror(const float *values, const float *mirrored, size_t n, float sign,
                      const compare_allowance *allowance);
