import CMPFR

/// One step with the places of its operands.
struct PlacedStep {
  var operation: FormulaInstruction.Operation
  var a: Int
  var b: Int
  var c: Int
}

/// A number that is known by its logarithm: sign e^(the number at a place).
///
/// The place may hold what is itself too large or small for MPFR, and has a form then. With a sign of
/// 0 no more is known than that the magnitude is at most that: what is left where two such numbers
/// cancel.
struct FarForm {
  var sign: Int
  var logarithm: Int

  var negated: FarForm { FarForm(sign: -sign, logarithm: logarithm) }
}

/// Arithmetic of what leaves MPFR's range, as e^x does from x = 8e17 on: on logarithms.
///
/// A register says no more of such a number than that it is beyond 2^(2^60) or below 2^-(2^60).
/// Where a step cannot tell from that what it gives (their quotient, a logarithm), the steps that
/// led to its operands are gone over once more, each on logarithms.
extension FormulaMachine {
  /// The most steps that a run makes for that.
  static let mostFurtherSteps = 256
  /// How many operands of operands are gone over for one form.
  private static let deepestFarForm = 64

  /// Whether a register stands for a number that is too large or small for it.
  func isFar(_ place: Int) -> Bool {
    isHuge(place)
      || mpfr_zero_p(registers + place) != 0 && !errors[place].isExact
        && errors[place].exponent < -Self.maximumExponent >> 3
  }

  /// The result of a step that its operands' registers leave open.
  func resolve(_ step: PlacedStep, _ place: Int) {
    if case .function(let function) = step.operation {
      switch function {
      case .log, .log1p, .log2, .asinh, .acosh:
        guard let result = logarithmic(function, step.a) else { return }
        copy(result, to: place)
        if isFar(result) { farForms[place] = .some(farForm(result)) }
        return
      case .sign:
        guard let form = farForm(step.a) else { return }
        note(form.sign)
        mpfr_set_si_2exp(registers + place, form.sign, 0, MPFR_RNDN)
        errors[place] = .exact
        return
      default: break
      }
    }
    guard let form = farForm(of: step) else { return }
    apply(.exp, form.logarithm, place)
    farForms[place] = .some(form)
    if form.sign == 0 { return spread(place) }
    if form.sign < 0 { mpfr_neg(registers + place, registers + place, MPFR_RNDN) }
  }

  /// Turns the bound of a magnitude into the ball around 0 that it bounds.
  private func spread(_ place: Int) {
    if isHuge(place) || isNaN(place) || errors[place].isUnbounded { return undetermined(place) }
    let bound = max(magnitudeBound(place), -Self.maximumExponent)
    mpfr_set_zero(registers + place, 1)
    errors[place] = clamp(ErrorBound(exponent: bound))
  }

  /// What is known of the number at a place by its logarithm, its sign included.
  func farForm(_ place: Int) -> FarForm? {
    boundedForm(place).flatMap { $0.sign == 0 ? nil : $0 }
  }

  /// What is known of the number at a place by its logarithm, be it a bound alone.
  private func boundedForm(_ place: Int) -> FarForm? {
    if let known = farForms[place] { return known }
    farForms[place] = .some(nil)
    // A long sum of such numbers is left open, so that no formula costs more stack than it may.
    guard farDepth < Self.deepestFarForm else { return nil }
    farDepth += 1
    defer { farDepth -= 1 }
    let form: FarForm? =
      if mpfr_regular_p(registers + place) != 0 {
        isClearOfZero(place) ? logarithmOfRegular(place) : nil
      } else if isFar(place) || isNaN(place) && errors[place].isUnbounded {
        farForm(of: origin(place))
      } else {
        nil
      }
    farForms[place] = .some(form)
    return form
  }

  private func logarithmOfRegular(_ place: Int) -> FarForm? {
    let sign = mpfr_sgn(registers + place) < 0 ? -1 : 1
    return further(.function(.abs), place).flatMap { further(.function(.log), $0) }
      .map { FarForm(sign: sign, logarithm: $0) }
  }

  /// The step that a place's number comes from.
  func origin(_ place: Int) -> PlacedStep {
    if place >= placeCount { return furtherSteps[place - placeCount] }
    return placed(program.instructions[place / lanes], place % lanes)
  }

  private func farForm(of step: PlacedStep) -> FarForm? {
    let (a, b) = (step.a, step.b)
    switch step.operation {
    case .negate: return boundedForm(a)?.negated
    case .add: return sum(a, b, sign: 1)
    case .subtract: return sum(a, b, sign: -1)
    case .multiply: return product(a, b, .add)
    case .divide: return product(a, b, .subtract)
    case .power:
      guard let base = farForm(a), base.sign > 0 || isEvenOrOdd(b) != nil else { return nil }
      let sign = base.sign < 0 && isEvenOrOdd(b) == 1 ? -1 : 1
      return further(.multiply, base.logarithm, b).map { FarForm(sign: sign, logarithm: $0) }
    case .select: return conditions[a].flatMap { boundedForm($0 ? b : step.c) }
    case .minimum, .maximum:
      return compare(.less, a, b).flatMap { isLess in
        farForm(isLess == (step.operation == .maximum) ? b : a)
      }
    case .function(let function): return farForm(of: function, a)
    default: return nil
    }
  }

  private func product(
    _ a: Int, _ b: Int, _ operation: FormulaInstruction.Operation
  ) -> FarForm? {
    guard let left = boundedForm(a),
      let right = operation == .add ? boundedForm(b) : farForm(b)
    else { return nil }
    return further(operation, left.logarithm, right.logarithm)
      .map { FarForm(sign: left.sign * right.sign, logarithm: $0) }
  }

  /// log(e^p + e^q) = p + log(1 + e^(q - p)), with p the greater.
  private func sum(_ a: Int, _ b: Int, sign: Int) -> FarForm? {
    if isZero(b) { return farForm(a) }
    if isZero(a) { return sign < 0 ? farForm(b)?.negated : farForm(b) }
    if isHuge(a), isSmallBeside(b) { return farForm(a).flatMap { nearly($0) } }
    if isHuge(b), isSmallBeside(a) {
      return farForm(b).flatMap { nearly(sign < 0 ? $0.negated : $0) }
    }
    guard var large = farForm(a), var small = farForm(b) else { return nil }
    if sign < 0 { small = small.negated }
    guard var gap = further(.subtract, small.logarithm, large.logarithm) else { return nil }
    if isClearOfZero(gap), mpfr_sgn(registers + gap) > 0 {
      (large, small) = (small, large)
      guard let other = further(.negate, gap) else { return nil }
      gap = other
    }
    if large.sign == small.sign {
      return further(.function(.softplus), gap).flatMap { further(.add, large.logarithm, $0) }
        .map { FarForm(sign: large.sign, logarithm: $0) }
    }
    guard isClearOfZero(gap) || isFar(gap) else {
      // |e^p - e^q| <= e^p 2 |q - p| where that is at most 1.
      let bound = magnitudeBound(gap) + 1
      guard bound <= 1, let power = further(.number("\(bound)")),
        let base = further(.number("2")).flatMap({ further(.function(.log), $0) }),
        let factor = further(.multiply, power, base)
      else { return nil }
      return further(.add, large.logarithm, factor).map { FarForm(sign: 0, logarithm: $0) }
    }
    guard
      let rest = further(.function(.expm1), gap).flatMap({ further(.negate, $0) }),
      let correction = further(.function(.log), rest)
    else { return nil }
    return further(.add, large.logarithm, correction)
      .map { FarForm(sign: large.sign, logarithm: $0) }
  }

  private func isZero(_ place: Int) -> Bool {
    mpfr_zero_p(registers + place) != 0 && errors[place].isExact
  }

  /// Whether it changes a number beyond 2^(2^59) by less than a factor of 1 + 2^-(2^58).
  private func isSmallBeside(_ place: Int) -> Bool {
    !isHuge(place) && !isNaN(place) && mpfr_inf_p(registers + place) == 0
      && !errors[place].isUnbounded && magnitudeBound(place) < Self.maximumExponent >> 3
  }

  /// The form of a number times 1 + d, |d| below 2^-(2^56).
  private func nearly(_ form: FarForm) -> FarForm? {
    guard let place = further(.negate, form.logarithm).flatMap({ further(.negate, $0) }) else {
      return nil
    }
    if !isFar(place) { errors[place] = errors[place] + ErrorBound(exponent: -1 << 56) }
    return FarForm(sign: form.sign, logarithm: place)
  }

  /// 0 for an even whole number, 1 for an odd one.
  private func isEvenOrOdd(_ place: Int) -> Int? {
    let register = registers + place
    guard errors[place].isExact, mpfr_integer_p(register) != 0 else { return nil }
    guard mpfr_fits_slong_p(register, MPFR_RNDN) != 0 else { return 0 }
    return abs(Int(mpfr_get_si(register, MPFR_RNDN)) % 2)
  }

  // MARK: Functions

  /// The form of f(a), where f(a) is huge or tiny.
  private func farForm(of function: FormulaInstruction.Function, _ a: Int) -> FarForm? {
    func positive(_ logarithm: Int?) -> FarForm? {
      logarithm.map { FarForm(sign: 1, logarithm: $0) }
    }
    let isNegative = mpfr_sgn(registers + a) < 0
    switch function {
    case .exp: return positive(a)
    case .exp2:
      return positive(
        further(.number("2")).flatMap { further(.function(.log), $0) }
          .flatMap { further(.multiply, a, $0) })
    case .abs: return positive(farForm(a)?.logarithm)
    case .sqrt, .cbrt:
      guard let form = farForm(a), function == .cbrt || form.sign > 0,
        let degree = further(.number(function == .sqrt ? "2" : "3"))
      else { return nil }
      return further(.divide, form.logarithm, degree)
        .map { FarForm(sign: form.sign, logarithm: $0) }
    case .sigmoid where isNegative:
      return positive(
        further(.negate, a).flatMap { further(.function(.softplus), $0) }
          .flatMap { further(.negate, $0) })
    case .erfc: return positive(logarithmOfTail(a, isNormal: false))
    case .normalCDF where isNegative: return positive(logarithmOfTail(a, isNormal: true))
    case .softplus where isHuge(a) && isNegative: return positive(a)
    case .softplus, .floor: return isHuge(a) ? farForm(a).flatMap { nearly($0) } : nil
    case .sinh, .cosh, .expm1:
      if !isHuge(a), isFar(a) { return function == .cosh ? nil : farForm(a).flatMap { nearly($0) } }
      // e^|a| / 2, and e^a: what is left out is e^-|a| of it or less.
      guard let large = further(.function(.abs), a).flatMap({ further(.function(.exp), $0) }),
        isHuge(large), let form = farForm(large).flatMap({ nearly($0) })
      else { return nil }
      if function == .expm1 { return isNegative ? nil : form }
      guard
        let half = further(.number("2")).flatMap({ further(.function(.log), $0) }),
        let logarithm = further(.subtract, form.logarithm, half)
      else { return nil }
      return FarForm(sign: function == .sinh && isNegative ? -1 : 1, logarithm: logarithm)
    case .tanh, .sin, .tan, .asin, .atan, .asinh, .atanh, .log1p:
      // f(a) = a (1 + d) at 0
      return isHuge(a) ? nil : farForm(a).flatMap { nearly($0) }
    default: return nil
    }
  }

  /// log(erfc(a)), or of the normal distribution's function, where that is below 2^-(2^60): with
  /// p = a^2, or half of it, -p - log|a| - log(pi or 2 pi) / 2 + log(1 - r (1 - 3 r (1 - 5 r ...))),
  /// r = 1 / (2 p). What is left out is less than the last term, as the signs alternate.
  private func logarithmOfTail(_ a: Int, isNormal: Bool) -> Int? {
    // Then p is above 2^57, and seven terms leave 2^-380.
    guard mpfr_regular_p(registers + a) != 0, isClearOfZero(a), exponent(a) >= 30,
      let two = further(.number("2")), let one = further(.number("1")), let pi = further(.pi),
      let square = further(.multiply, a, a), let magnitude = further(.function(.abs), a),
      let power = isNormal ? further(.divide, square, two) : square,
      let base = isNormal ? further(.multiply, two, pi) : pi,
      let double = further(.multiply, two, power), let r = further(.divide, one, double)
    else { return nil }
    var series = one
    for factor in stride(from: 13, through: 1, by: -2) {
      guard
        let next = further(.number("\(factor)")).flatMap({ further(.multiply, $0, r) })
          .flatMap({ further(.multiply, $0, series) }).flatMap({ further(.subtract, one, $0) })
      else { return nil }
      series = next
    }
    errors[series] = errors[series] + ErrorBound(exponent: -380)
    guard let root = further(.function(.sqrt), base),
      let scale = further(.multiply, magnitude, root),
      let ratio = further(.divide, scale, series)
    else { return nil }
    return further(.function(.log), ratio).flatMap { further(.add, power, $0) }
      .flatMap { further(.negate, $0) }
  }

  /// f(a) of a huge or tiny a, for functions that are logarithms there.
  private func logarithmic(_ function: FormulaInstruction.Function, _ a: Int) -> Int? {
    guard let form = farForm(a) else { return nil }
    let natural = isHuge(a) && function != .log ? nearly(form)?.logarithm : form.logarithm
    guard let natural else { return nil }
    switch function {
    case .log: return form.sign > 0 ? natural : nil
    case .log1p: return form.sign > 0 && isHuge(a) ? natural : nil
    case .log2:
      guard form.sign > 0 else { return nil }
      return further(.number("2")).flatMap { further(.function(.log), $0) }
        .flatMap { further(.divide, form.logarithm, $0) }
    default:
      // log(2 |a|), with the sign of a
      guard isHuge(a), function == .asinh || form.sign > 0,
        let two = further(.number("2")).flatMap({ further(.function(.log), $0) }),
        let size = further(.add, natural, two)
      else { return nil }
      return form.sign > 0 ? size : further(.negate, size)
    }
  }
}
