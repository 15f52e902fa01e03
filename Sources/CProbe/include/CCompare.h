// Results of a function over consecutive floats, against a polynomial.
//
// In C because it runs 2^32 times: the compiler makes vectors of it, for the processor that it
// finds when the program starts.
#pragma once
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
