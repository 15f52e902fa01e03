import CMPFR

/// The functions of one argument on balls.
extension FormulaMachine {
  func apply(_ function: FormulaInstruction.Function, _ a: Int, _ place: Int) {
    if isNaN(a) { return copy(a, to: place) }
    if isHuge(a) { return applyToHuge(function, isNegative: mpfr_sgn(registers + a) < 0, place) }
    let error = errors[a]
    if Self.saturating.contains(function), !error.isExact, exponent(a) >= 64, isClearOfZero(a) {
      return applyToHuge(function, isNegative: mpfr_sgn(registers + a) < 0, place)
    }
    let (x, y) = (registers + a, registers + place)
    // A trigonometric function of a number beyond 2^20000 would need that many bits of pi.
    if [.sin, .cos, .tan].contains(function), exponent(a) > 20_000, mpfr_regular_p(x) != 0 {
      return bounded(place, within: function == .tan ? nil : 0)
    }
    switch function {
    case .abs: finish(place, mpfr_abs(y, x, MPFR_RNDN), error)
    case .sign: applySign(a, place)
    case .floor: applyFloor(a, place)
    case .exp: finishExponential(place, mpfr_exp(y, x, MPFR_RNDN), a)
    case .exp2: finishExponential(place, mpfr_exp2(y, x, MPFR_RNDN), a)
    case .sinh: finishLarge(place, mpfr_sinh(y, x, MPFR_RNDN), error)
    case .cosh: finishLarge(place, mpfr_cosh(y, x, MPFR_RNDN), error)
    case .expm1: finishLarge(place, mpfr_expm1(y, x, MPFR_RNDN), error)
    case .log: if isDefined(a, place) { finishLog(place, mpfr_log(y, x, MPFR_RNDN), a) }
    case .log2: if isDefined(a, place) { finishLog(place, mpfr_log2(y, x, MPFR_RNDN), a) }
    case .log1p:
      finishSteep(
        place, mpfr_log1p(y, x, MPFR_RNDN), error.isExact ? error : slope(1, -1, a),
        else: logarithmOfSum(a))
    case .sqrt: applyRoot(2, a, place)
    case .cbrt: applyRoot(3, a, place)
    case .sin: finish(place, mpfr_sin(y, x, MPFR_RNDN), error)
    case .cos: finish(place, mpfr_cos(y, x, MPFR_RNDN), error)
    case .tan:
      let inexact = mpfr_tan(y, x, MPFR_RNDN)
      let steepness = 2 * max(exponent(place), 0) + 3
      finishWithin(place, inexact, error << steepness)
    case .asin: finish(place, mpfr_asin(y, x, MPFR_RNDN), error.isExact ? error : slope(1, 0, a))
    case .acos: finish(place, mpfr_acos(y, x, MPFR_RNDN), error.isExact ? error : slope(1, 0, a))
    case .atanh:
      finishSteep(
        place, mpfr_atanh(y, x, MPFR_RNDN), error.isExact ? error : slope(1, 0, a),
        else: halfLogarithmOfRatio(a))
    case .acosh:
      finish(place, mpfr_acosh(y, x, MPFR_RNDN), error.isExact ? error : slope(-1, 1, a))
    case .atan: finish(place, mpfr_atan(y, x, MPFR_RNDN), error << (-2 * flatness(a)))
    case .tanh: finish(place, mpfr_tanh(y, x, MPFR_RNDN), error)
    case .asinh: finish(place, mpfr_asinh(y, x, MPFR_RNDN), error << -flatness(a))
    case .erf: finish(place, mpfr_erf(y, x, MPFR_RNDN), error << 1)
    case .erfc: finishTail(place, mpfr_erfc(y, x, MPFR_RNDN), a, error)
    case .normalCDF: applyNormalCDF(a, place)
    case .sigmoid: applySigmoid(a, place)
    case .softplus: applySoftplus(a, place)
    }
  }

  /// The functions that are within 2^-(2^60) of their limit, or beyond 2^(2^60), from 2^62 on:
  /// there the error of an argument that is itself an exponential, however large, is of no
  /// consequence, and no precision would make it small.
  private static let saturating: Set<FormulaInstruction.Function> = [
    .exp, .exp2, .expm1, .sinh, .cosh, .tanh, .erf, .erfc, .sigmoid, .normalCDF,
  ]

  /// The limit, for an argument of which nothing is known but that it is beyond 2^(2^60), or, of
  /// the ``saturating`` functions, beyond 2^62.
  private func applyToHuge(
    _ function: FormulaInstruction.Function, isNegative: Bool, _ place: Int
  ) {
    let y = registers + place
    let tiny = ErrorBound(exponent: -Self.maximumExponent)
    switch function {
    case .exp, .exp2, .softplus:
      if isNegative { set(place, 0, tiny) } else { mpfr_set_inf(y, 1); errors[place] = .unbounded }
    case .expm1:
      if isNegative { set(place, -1, tiny) } else { mpfr_set_inf(y, 1); errors[place] = .unbounded }
    case .sinh, .cosh, .abs:
      mpfr_set_inf(y, isNegative && function == .sinh ? -1 : 1)
      errors[place] = .unbounded
    case .floor:
      mpfr_set_inf(y, isNegative ? -1 : 1)
      errors[place] = .unbounded
    case .sign: set(place, isNegative ? -1 : 1, .exact)
    case .tanh, .erf: set(place, isNegative ? -1 : 1, tiny)
    case .erfc: set(place, isNegative ? 2 : 0, tiny)
    case .sigmoid, .normalCDF: set(place, isNegative ? 0 : 1, tiny)
    case .atan:
      let inexact = mpfr_const_pi(y, MPFR_RNDN)
      mpfr_mul_2si(y, y, -1, MPFR_RNDN)
      if isNegative { mpfr_neg(y, y, MPFR_RNDN) }
      finish(place, inexact, tiny)
    case .sin, .cos: bounded(place, within: 0)
    default: undetermined(place)
    }
  }

  private func set(_ place: Int, _ value: Int, _ error: ErrorBound) {
    mpfr_set_si_2exp(registers + place, value, 0, MPFR_RNDN)
    errors[place] = error
  }

  /// 0 with an error of 2^exponent, or nothing known.
  private func bounded(_ place: Int, within exponent: Int?) {
    guard let exponent else { return undetermined(place) }
    set(place, 0, ErrorBound(exponent: exponent))
  }

  // MARK: Propagation

  /// Closes a step whose function has a pole that the argument's ball may reach: where it does, by
  /// another way.
  private func finishSteep(
    _ place: Int, _ inexact: Int32, _ error: ErrorBound, else other: @autoclosure () -> Int?
  ) {
    guard error.isUnbounded else { return finish(place, inexact, error) }
    guard let other = other() else { return undetermined(place) }
    copy(other, to: place)
    if isFar(other) { farForms[place] = .some(farForm(other)) }
  }

  /// Closes a step whose first-order error is `error`, which must be small to mean that.
  private func finishWithin(_ place: Int, _ inexact: Int32, _ error: ErrorBound) {
    if !error.isExact, error.exponent > -2 { return undetermined(place) }
    finish(place, inexact, error)
  }

  /// e^a (1 + da), or an underflow that holds for all of the ball.
  private func finishExponential(_ place: Int, _ inexact: Int32, _ a: Int) {
    let isFlushed = mpfr_regular_p(registers + place) == 0
    if isFlushed, isClearOfZero(a) { return finish(place, inexact) }
    finishRelative(place, inexact, errors[a] << 1)
  }

  /// A function whose slope is at most 2 max(1, |value|).
  private func finishLarge(_ place: Int, _ inexact: Int32, _ error: ErrorBound) {
    if error.isExact { return finish(place, inexact) }
    guard error.exponent <= -1 else { return undetermined(place) }
    if mpfr_inf_p(registers + place) != 0 { return finish(place, inexact) }
    finish(place, inexact, error << (max(exponent(place), 1) + 2))
  }

  /// E with |a| >= 2^E all over the ball, 0 where it is less than 1: what the slopes of functions
  /// that flatten far out fall with.
  private func flatness(_ a: Int) -> Int {
    isClearOfZero(a) && mpfr_regular_p(registers + a) != 0 ? max(exponent(a) - 2, 0) : 0
  }

  private func isDefined(_ a: Int, _ place: Int) -> Bool {
    if errors[a].isExact || isClearOfZero(a) { return true }
    undetermined(place)
    return false
  }

  private func finishLog(_ place: Int, _ inexact: Int32, _ a: Int) {
    finish(place, inexact, errors[a] << (3 - exponent(a)))
  }

  /// The error over the distance from 1 (or -1), where a function grows steep or ends: a bound
  /// that is coarse for a root, and true.
  private func slope(_ edge: Int, _ mode: Int, _ a: Int) -> ErrorBound {
    // mode 0: both edges, 1 - |a|; 1: above 1, a + edge with edge -1; -1: 1 + a.
    if mode == 0 {
      mpfr_abs(scratch, registers + a, MPFR_RNDN)
      mpfr_ui_sub(scratch, 1, scratch, MPFR_RNDD)
    } else {
      mpfr_add_si(scratch, registers + a, edge, MPFR_RNDD)
    }
    guard mpfr_sgn(scratch) > 0 else { return .unbounded }
    if mpfr_inf_p(scratch) != 0 { return errors[a] }
    let distance = Int(mpfr_get_exp(scratch))
    guard errors[a].exponent <= distance - 2 else { return .unbounded }
    return errors[a] << (2 - distance)
  }

  private func applyRoot(_ degree: Int, _ a: Int, _ place: Int) {
    let inexact =
      degree == 2
      ? mpfr_sqrt(registers + place, registers + a, MPFR_RNDN)
      : mpfr_cbrt(registers + place, registers + a, MPFR_RNDN)
    if errors[a].isExact { return finish(place, inexact) }
    if isClearOfZero(a) {
      return finish(place, inexact, errors[a] << (exponent(place) + 2 - exponent(a)))
    }
    guard degree == 3 || mpfr_sgn(registers + a) >= 0 else { return undetermined(place) }
    finish(place, inexact, ErrorBound(exponent: errors[a].exponent / degree + 2))
  }

  private func applySign(_ a: Int, _ place: Int) {
    guard errors[a].isExact || isClearOfZero(a) else { return undetermined(place) }
    let sign = mpfr_sgn(registers + a)
    note(Int(sign))
    set(place, Int(sign), .exact)
  }

  private func applyFloor(_ a: Int, _ place: Int) {
    let register = registers + a
    if !errors[a].isExact {
      mpfr_set_ui_2exp(scratch + 1, 1, errors[a].exponent, MPFR_RNDU)
      mpfr_sub(scratch, register, scratch + 1, MPFR_RNDD)
      mpfr_add(scratch + 1, register, scratch + 1, MPFR_RNDU)
      mpfr_floor(scratch, scratch)
      mpfr_floor(scratch + 1, scratch + 1)
      guard mpfr_equal_p(scratch, scratch + 1) != 0 else { return undetermined(place) }
    }
    mpfr_floor(registers + place, register)
    errors[place] = .exact
    note(
      mpfr_fits_slong_p(registers + place, MPFR_RNDN) != 0
        ? Int(mpfr_get_si(registers + place, MPFR_RNDN)) : 0)
  }

  /// erfc and its kin: the relative slope grows as 2a to the right and the slope is below 2
  /// everywhere.
  private func finishTail(_ place: Int, _ inexact: Int32, _ a: Int, _ error: ErrorBound) {
    if error.isExact { return finish(place, inexact) }
    let relative = error << (max(exponent(a), 0) + 2)
    if relative.exponent <= -2 {
      if mpfr_sgn(registers + a) > 0 { return finishRelative(place, inexact, relative) }
      return finish(place, inexact, error << 1)
    }
    guard isClearOfZero(a), mpfr_regular_p(registers + place) == 0 else {
      return undetermined(place)
    }
    finish(place, inexact)
  }

  /// erfc(-a / sqrt 2) / 2
  private func applyNormalCDF(_ a: Int, _ place: Int) {
    if mpfr_inf_p(registers + a) != 0 {
      return set(place, mpfr_sgn(registers + a) > 0 ? 1 : 0, .exact)
    }
    mpfr_set_ui_2exp(scratch, 2, 0, MPFR_RNDN)
    mpfr_sqrt(scratch, scratch, MPFR_RNDN)
    mpfr_div(scratch, registers + a, scratch, MPFR_RNDN)
    mpfr_neg(scratch, scratch, MPFR_RNDN)
    let isRight = mpfr_sgn(scratch) > 0
    let isZero = mpfr_zero_p(scratch) != 0
    // The division is exact for 0 alone; its 64 guard bits still count in a far tail.
    let exponent = isZero ? 0 : Int(mpfr_get_exp(scratch))
    let error =
      isZero ? errors[a] : errors[a] + ErrorBound(exponent: exponent - precision - 62)
    let inexact = mpfr_erfc(registers + place, scratch, MPFR_RNDN)
    mpfr_mul_2si(registers + place, registers + place, -1, MPFR_RNDN)
    if error.isExact { return finish(place, inexact) }
    let relative = error << (max(exponent, 0) + 2)
    if relative.exponent <= -2 {
      if isRight { return finishRelative(place, max(inexact, 1), relative) }
      return finish(place, 1, error)
    }
    guard mpfr_regular_p(registers + place) == 0, isClearOfZero(a) else {
      return undetermined(place)
    }
    finish(place, 1)
  }

  /// 1 / (1 + e^-a)
  private func applySigmoid(_ a: Int, _ place: Int) {
    if mpfr_inf_p(registers + a) != 0 {
      return set(place, mpfr_sgn(registers + a) > 0 ? 1 : 0, .exact)
    }
    mpfr_neg(scratch, registers + a, MPFR_RNDN)
    mpfr_exp(scratch, scratch, MPFR_RNDN)
    mpfr_add_ui(scratch, scratch, 1, MPFR_RNDN)
    mpfr_ui_div(registers + place, 1, scratch, MPFR_RNDN)
    finishOneSided(a, place)
  }

  /// log(1 + e^a) = max(a, 0) + log1p(e^-|a|)
  private func applySoftplus(_ a: Int, _ place: Int) {
    if mpfr_inf_p(registers + a) != 0 {
      if mpfr_sgn(registers + a) > 0 { return copy(a, to: place) }
      return set(place, 0, .exact)
    }
    mpfr_abs(scratch, registers + a, MPFR_RNDN)
    mpfr_neg(scratch, scratch, MPFR_RNDN)
    mpfr_exp(scratch, scratch, MPFR_RNDN)
    mpfr_log1p(scratch, scratch, MPFR_RNDN)
    if mpfr_sgn(registers + a) > 0 {
      mpfr_add(registers + place, registers + a, scratch, MPFR_RNDN)
    } else {
      mpfr_set(registers + place, scratch, MPFR_RNDN)
    }
    finishOneSided(a, place)
  }

  /// Slope at most 1, and relative slope at most 1 to the left of 0.
  private func finishOneSided(_ a: Int, _ place: Int) {
    let error = errors[a]
    if mpfr_sgn(registers + a) < 0 {
      if mpfr_regular_p(registers + place) == 0, isClearOfZero(a) { return finish(place, 1) }
      finishRelative(place, 1, error << 1)
      if error.isExact { finish(place, 1) }
    } else {
      finish(place, 1, error)
    }
  }
}
