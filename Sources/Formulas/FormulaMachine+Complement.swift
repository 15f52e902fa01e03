import CMPFR

/// What is left where a number is taken from what it tends to: 1 - tanh(a), (1 + b) - 1, p q - p.
///
/// Once the number rounds to its limit no precision tells such a difference, and its sign and its
/// logarithm are open. Each is another function of the same operands, which keeps its digits.
extension FormulaMachine {
  /// Closes a sum or a difference that its operands' registers leave open.
  func resolveDifference(_ step: PlacedStep, _ place: Int) {
    guard
      let result = differenceFromLimit(step) ?? differenceOfProducts(step),
      isClearOfZero(result) || isFar(result) || errors[result] < errors[place]
    else { return }
    copy(result, to: place)
    if isFar(result) { farForms[place] = .some(farForm(result)) }
  }

  /// log(1 + a), where a comes so near to -1 that its own digits leave the sum open.
  func logarithmOfSum(_ a: Int) -> Int? {
    further(.number("1")).flatMap { further(.add, $0, a) }.flatMap { sum in
      isClearOfZero(sum) || isFar(sum) ? further(.function(.log), sum) : nil
    }
  }

  /// log((1 + a) / (1 - a)) / 2, likewise.
  func halfLogarithmOfRatio(_ a: Int) -> Int? {
    guard let opposite = further(.negate, a), let two = further(.number("2")),
      let above = logarithmOfSum(a), let below = logarithmOfSum(opposite)
    else { return nil }
    return further(.subtract, above, below).flatMap { further(.divide, $0, two) }
  }

  // MARK: From a limit

  private func differenceFromLimit(_ step: PlacedStep) -> Int? {
    let sign = step.operation == .subtract ? -1 : 1
    if let limit = smallInteger(step.a) { return rest(limit, sign, step.b) }
    if let limit = smallInteger(step.b) { return rest(sign * limit, 1, step.a) }
    return nil
  }

  /// The limits that functions have, and what cancels one.
  private func smallInteger(_ place: Int) -> Int? {
    guard errors[place].isExact, mpfr_regular_p(registers + place) != 0 else { return nil }
    return [1, -1, 2, -2].first { mpfr_cmp_si_2exp(registers + place, $0, 0) == 0 }
  }

  /// limit + sign v
  private func rest(_ limit: Int, _ sign: Int, _ v: Int) -> Int? {
    if limit == 0 { return sign < 0 ? further(.negate, v) : v }
    if limit < 0 { return rest(-limit, -sign, v).flatMap { further(.negate, $0) } }
    let origin = origin(v)
    switch origin.operation {
    case .negate: return rest(limit, -sign, origin.a)
    case .add, .subtract:
      let inner = origin.operation == .subtract ? -1 : 1
      if let own = smallInteger(origin.a) {
        return rest(limit + sign * own, sign * inner, origin.b)
      }
      if let own = smallInteger(origin.b) {
        return rest(limit + sign * inner * own, sign, origin.a)
      }
      return nil
    case .divide:
      // 1 - 1 / d = (d - 1) / d
      guard limit == 1, sign < 0, smallInteger(origin.a) == 1 else { return nil }
      return further(.subtract, origin.b, origin.a).flatMap { further(.divide, $0, origin.b) }
    case .function(let function): return rest(limit, sign, of: function, origin.a)
    default: return nil
    }
  }

  /// limit + sign f(a)
  private func rest(
    _ limit: Int, _ sign: Int, of function: FormulaInstruction.Function, _ a: Int
  ) -> Int? {
    func reflected(_ function: FormulaInstruction.Function, _ a: Int) -> Int? {
      further(.negate, a).flatMap { further(.function(function), $0) }
    }
    switch (function, limit, sign) {
    case (.sigmoid, 1, -1): return reflected(.sigmoid, a)
    case (.normalCDF, 1, -1): return reflected(.normalCDF, a)
    case (.erf, 1, -1): return further(.function(.erfc), a)
    case (.erf, 1, 1), (.erfc, 2, -1): return reflected(.erfc, a)
    case (.expm1, 1, 1): return further(.function(.exp), a)
    case (.tanh, 1, _):
      guard let two = further(.number("2")), let double = further(.multiply, two, a) else {
        return nil
      }
      let half = sign > 0 ? further(.function(.sigmoid), double) : reflected(.sigmoid, double)
      return half.flatMap { further(.multiply, two, $0) }
    default: return nil
    }
  }

  // MARK: Of products

  /// p q - p r = p (q - r), of which either may be p alone.
  private func differenceOfProducts(_ step: PlacedStep) -> Int? {
    guard step.operation == .subtract else { return nil }
    let (left, right) = (factors(step.a), factors(step.b))
    for (common, other) in left {
      guard let match = right.first(where: { $0.common == common }) else { continue }
      guard let one = further(.number("1")) else { return nil }
      if other == nil && match.other == nil { return nil }
      return further(.subtract, other ?? one, match.other ?? one)
        .flatMap { isClearOfZero($0) || isFar($0) ? further(.multiply, common, $0) : nil }
    }
    return nil
  }

  /// The ways to write a number as a product of two; of itself and 1 first.
  private func factors(_ place: Int) -> [(common: Int, other: Int?)] {
    let origin = origin(place)
    guard origin.operation == .multiply else { return [(place, nil)] }
    return [(place, nil), (origin.a, origin.b), (origin.b, origin.a)]
  }
}
