import CMPFR

/// Sums, products, quotients and powers of balls.
extension FormulaMachine {
  func add(_ a: Int, _ b: Int, _ place: Int, isDifference: Bool) {
    // An overflowed number and a finite one: as large as before, for all that is known.
    let error = errors[a] + errors[b]
    let inexact =
      isDifference
      ? mpfr_sub(registers + place, registers + a, registers + b, MPFR_RNDN)
      : mpfr_add(registers + place, registers + a, registers + b, MPFR_RNDN)
    finish(place, inexact, error)
  }

  func multiply(_ a: Int, _ b: Int, _ place: Int) {
    if isHuge(a) || isHuge(b) {
      let other = isHuge(a) ? b : a
      if errors[other].isExact, mpfr_zero_p(registers + other) != 0 {
        mpfr_set_zero(registers + place, 1)
        errors[place] = .exact
      } else if isClearOfZero(other), exponent(other) >= -Self.maximumExponent >> 8 {
        // Still beyond 2^(2^59), which is all that is asked of what has overflowed.
        mpfr_mul(registers + place, registers + a, registers + b, MPFR_RNDN)
        errors[place] = .unbounded
      } else {
        undetermined(place)
      }
      return
    }
    if [(a, b), (b, a)].contains(where: { isExactInfinity($0) && isClearOfZero($1) }) {
      mpfr_mul(registers + place, registers + a, registers + b, MPFR_RNDN)
      errors[place] = .exact
      return
    }
    let cross = (errors[a] << exponent(b)) + (errors[b] << exponent(a))
    let both =
      errors[a].isExact || errors[b].isExact ? .exact : errors[a] << bounded(errors[b].exponent)
    let inexact = mpfr_mul(registers + place, registers + a, registers + b, MPFR_RNDN)
    finish(place, inexact, clamp(cross + both))
  }

  func divide(_ a: Int, _ b: Int, _ place: Int) {
    if isHuge(b) {
      guard !isHuge(a), !isNaN(a), mpfr_inf_p(registers + a) == 0, !errors[a].isUnbounded else {
        return undetermined(place)
      }
      let magnitude = magnitudeBound(a)
      mpfr_set_zero(registers + place, 1)
      errors[place] = clamp(ErrorBound(exponent: magnitude) << (-Self.maximumExponent / 2))
      return
    }
    if !(errors[b].isExact || isClearOfZero(b)) { return undetermined(place) }
    if isHuge(a) {
      guard exponent(b) <= Self.maximumExponent >> 8 else { return undetermined(place) }
      mpfr_div(registers + place, registers + a, registers + b, MPFR_RNDN)
      errors[place] = .unbounded
      return
    }
    let inexact = mpfr_div(registers + place, registers + a, registers + b, MPFR_RNDN)
    if mpfr_inf_p(registers + b) != 0 || mpfr_zero_p(registers + b) != 0 {
      return finish(place, inexact, errors[a])
    }
    let error =
      (errors[a] << (2 - exponent(b)))
      + (errors[b] << (clampedExponent(place) + 2 - exponent(b)))
    finish(place, inexact, clamp(error))
  }

  func power(_ a: Int, _ b: Int, _ place: Int) {
    let areExact = errors[a].isExact && errors[b].isExact
    if isHuge(a) || isHuge(b) || errors[a].isUnbounded || errors[b].isUnbounded {
      return undetermined(place)
    }
    if !areExact, errors[a].isExact, mpfr_zero_p(registers + a) != 0,
      isClearOfZero(b), mpfr_sgn(registers + b) > 0
    {
      // 0 to any positive power is 0: that 4/3 is not a whole number of bits changes nothing.
      mpfr_set_zero(registers + place, 1)
      errors[place] = .exact
      return
    }
    if !areExact, isExactInfinity(a), mpfr_sgn(registers + a) > 0, isClearOfZero(b) {
      // An infinity to any positive power is one, to any negative 0.
      if mpfr_sgn(registers + b) > 0 {
        mpfr_set_inf(registers + place, 1)
      } else {
        mpfr_set_zero(registers + place, 1)
      }
      errors[place] = .exact
      return
    }
    if !areExact, !isClearOfZero(a) { return undetermined(place) }
    if mpfr_sgn(registers + a) < 0, !errors[b].isExact { return undetermined(place) }
    let inexact = mpfr_pow(registers + place, registers + a, registers + b, MPFR_RNDN)
    if areExact || mpfr_nan_p(registers + place) != 0 { return finish(place, inexact) }
    // a^b (1 + d): |d| is about |b| da/|a| + |log a| db, and must be small for that to hold.
    let logarithm = ErrorBound(exponent: 63 - (abs(exponent(a)) | 1).leadingZeroBitCount + 2)
    let relative =
      (errors[a] << (clampedExponent(b) + 2 - exponent(a)))
      + (errors[b] << logarithm.exponent)
    finishRelative(place, inexact, relative)
  }

  private func isExactInfinity(_ place: Int) -> Bool {
    errors[place].isExact && mpfr_inf_p(registers + place) != 0
  }

  /// Closes a step whose result is known up to a factor 1 + d, |d| <= 2^relative.
  func finishRelative(_ place: Int, _ inexact: Int32, _ relative: ErrorBound) {
    if relative.isExact { return finish(place, inexact) }
    guard relative.exponent <= -2 else { return undetermined(place) }
    if mpfr_regular_p(registers + place) != 0 {
      finish(place, inexact, relative << (exponent(place) + 1))
    } else {
      // Underflow and overflow hold for all of the ball: a factor near 1 moves neither.
      finish(place, inexact)
    }
  }

  /// E with |true value| < 2^E.
  func magnitudeBound(_ place: Int) -> Int {
    let error = errors[place]
    return error.isExact
      ? exponent(place) : max(exponent(place), bounded(error.exponent)) + 1
  }

  /// Keeps sums of bounds within Int: what lies beyond 2^60 is as good as unbounded, what lies
  /// below 2^-(2^60) as good as that.
  func clamp(_ error: ErrorBound) -> ErrorBound {
    if error.isExact || error.isUnbounded { return error }
    if error.exponent > Self.maximumExponent { return .unbounded }
    return ErrorBound(exponent: max(error.exponent, -Self.maximumExponent))
  }

  private func bounded(_ exponent: Int) -> Int {
    min(max(exponent, -Self.maximumExponent), Self.maximumExponent)
  }

  private func clampedExponent(_ place: Int) -> Int { bounded(exponent(place)) }
}
