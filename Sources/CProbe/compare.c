#include "include/CCompare.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

void compare_fill(float *x, uint32_t first, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t bits = first + (uint32_t)i;
    memcpy(&x[i], &bits, sizeof bits);
  }
}

/// The bits of how far `got` may be from the truth at `x`, in ULP of float. Of numbers that are not
/// negative the order is that of their bits, NaN above all.
static inline int64_t error_bits(float x, float got, const double *c, double middle, double scale,
                                 double doubt) {
  double t = ((double)x - middle) * scale;
  double p = c[11];
  p = p * t + c[10];
  p = p * t + c[9];
  p = p * t + c[8];
  p = p * t + c[7];
  p = p * t + c[6];
  p = p * t + c[5];
  p = p * t + c[4];
  p = p * t + c[3];
  p = p * t + c[2];
  p = p * t + c[1];
  p = p * t + c[0];
  // 1 / ULP: 2^(23 - e), with e that of p or of the smallest normal.
  uint64_t bits, inverse;
  memcpy(&bits, &p, sizeof bits);
  uint64_t exponent = (bits >> 52) & 0x7ff;
  exponent = exponent < 897 ? 897 : exponent;
  inverse = (2069 - exponent) << 52;
  double unit;
  memcpy(&unit, &inverse, sizeof unit);
  double error = fabs((fabs((double)got - p) + doubt) * unit);
  int64_t result;
  memcpy(&result, &error, sizeof result);
  return result;
}

static inline double number(int64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

CLONES double compare_worst(const float *x, const float *got, size_t n,
                            const compare_polynomial *polynomial) {
  const double middle = polynomial->middle, scale = polynomial->scale;
  const double doubt = polynomial->error;
  double c[COMPARE_TERMS];
  memcpy(c, polynomial->coefficients, sizeof c);
  int64_t largest = 0;
  for (size_t i = 0; i < n; i++) {
    int64_t bits = error_bits(x[i], got[i], c, middle, scale, doubt);
    largest = bits > largest ? bits : largest;
  }
  return number(largest);
}

CLONES double compare_errors(const float *x, const float *got, size_t n,
                             const compare_polynomial *polynomial, double *errors,
                             size_t *index) {
  const double middle = polynomial->middle, scale = polynomial->scale;
  const double doubt = polynomial->error;
  double c[COMPARE_TERMS];
  memcpy(c, polynomial->coefficients, sizeof c);
  int64_t largest = -1;
  for (size_t i = 0; i < n; i++) {
    int64_t bits = error_bits(x[i], got[i], c, middle, scale, doubt);
    errors[i] = number(bits);
    if (bits > largest) {
      largest = bits;
      *index = i;
    }
  }
  return number(largest);
}

/// Infinity counts as the power of two above the largest float.
static inline double within(float value) {
  return isinf(value) ? copysign(0x1p128, value) : (double)value;
}

static double allowed(float a, float b, const compare_allowance *allowance) {
  double size = fmax(fabs(within(a)), fabs(within(b)));
  if (allowance->relative > 0) return allowance->relative * fmax(1, size);
  return allowance->units * (size < 0x1p-126 ? 0x1p-149 : ldexp(1, ilogb(size) - 23));
}

static inline bool goes_back(float before, float after, int direction,
                             const compare_allowance *allowance) {
  return direction * (within(before) - within(after)) > allowed(before, after, allowance);
}

void compare_follow(const float *x, const float *values, size_t n, int direction,
                    const compare_allowance *allowance, compare_course *course) {
  compare_course found = *course;
  for (size_t i = 0; i < n; i++) {
    const float value = values[i];
    if (value != value) continue;
    const compare_point here = {x[i], value};
    if (!found.is_known) {
      found.low = found.high = here;
      found.is_known = true;
    }
    // The farthest so far, not the last: a slow slide back is one, too.
    const compare_point farthest = direction > 0 ? found.high : found.low;
    if (direction * (farthest.value - value) > 0 && !found.has_turned &&
        goes_back(farthest.value, value, direction, allowance)) {
      found.has_turned = true;
      found.from = farthest;
      found.to = here;
    }
    if (value < found.low.value) found.low = here;
    if (value > found.high.value) found.high = here;
  }
  *course = found;
}

size_t compare_mirror(const float *values, const float *mirrored, size_t n, float sign,
                      const compare_allowance *allowance) {
  for (size_t i = 0; i < n; i++) {
    const float here = values[i], there = sign * mirrored[i];
    // What is no number is other checks' matter.
    if (here == there || here != here || there != there) continue;
    if (fabs(within(here) - within(there)) > allowed(here, there, allowance)) return i;
  }
  return n;
}
