import Activations
import Formulas

/// What takes over where a form leaves the numbers: far out, at an infinity, at NaN.
struct FarForm<Scalar: WorkingScalar> {
  let output: Int
  let samples: Samples
  /// The largest x of the format that the form is for.
  let greatest: Double
  /// What relative error counts as off.
  let tolerance: Double

  /// The expression, with x held to where the form works, or with the limit beyond.
  func complete(_ expression: Expression) -> Expression {
    var result = expression
    for isNegative in [true, false] {
      guard let edge = edge(of: expression, isNegative: isNegative) else { continue }
      result = .select(Self.isBeyond(edge.bound, isNegative: isNegative), edge.value, result)
    }
    var registers: [Scalar] = []
    let evaluation = Evaluation<Scalar>(result, variables: samples.variables)
    if !evaluation(samples.input(.nan, samples.settings[0], gate: 0.75), &registers).isNaN {
      let x = Expression.variable("x")
      result = .select(.binary(.notEqual, x, x), x, result)
    }
    return result
  }

  /// Past the bound; at the infinity alone where there is none.
  private static func isBeyond(_ bound: String?, isNegative: Bool) -> Expression {
    let x = Expression.variable("x")
    let end = bound.map { Expression.number($0) } ?? .infinity
    switch (bound, isNegative) {
    case (nil, false): return .binary(.equal, x, end)
    case (nil, true): return .binary(.equal, x, .negate(end))
    case (_, false): return .binary(.less, end, x)
    case (_, true): return .binary(.less, x, .negate(end))
    }
  }

  /// Powers of ten, which are written shortly, then infinity.
  private var points: [(x: Double, digits: String)] {
    let exponents = (1...308).filter { Double("1e\($0)")! < greatest && ($0 <= 40 || $0 % 12 == 4) }
    return exponents.flatMap { exponent in
      ["1", "2", "5"].compactMap {
        let digits = "\($0)e\(exponent)"
        return Double(digits).flatMap { $0 < greatest ? ($0, digits) : nil }
      }
    } + [(greatest, ""), (.infinity, "")]
  }

  /// Where the form stops working in a direction for good, and what holds from there on: a limit
  /// that is the same at all settings, or the value at the last good point.
  private func edge(
    of expression: Expression, isNegative: Bool
  ) -> (bound: String?, value: Expression)? {
    let points = points
    let evaluation = Evaluation<Scalar>(expression, variables: samples.variables)
    var registers: [Scalar] = []
    let inputs = points.map { isNegative ? -$0.x : $0.x }
    var firstBad = points.count
    var truths: [[TrueValue]] = []
    for setting in samples.settings {
      let truth = samples.truth(at: inputs, setting: setting).map { $0[output] }
      truths.append(truth)
      for index in points.indices where truth[index].isNumber {
        let got = evaluation(samples.input(inputs[index], setting, gate: 0.75), &registers)
        if !isGood(got, truth[index]) {
          firstBad = min(firstBad, index)
          break
        }
      }
    }
    guard firstBad < points.count, firstBad > 0 else { return nil }
    if firstBad == points.count - 1 {
      // The infinity alone.
      let limits = truths.compactMap(\.last).filter(\.isNumber).map(\.head)
      guard let limit = limits.first, limits.allSatisfy({ $0 == limit }) else { return nil }
      return (nil, Self.constant(limit))
    }
    var last = firstBad - 1
    while last > 0, points[last].digits.isEmpty { last -= 1 }
    let beyond = truths.flatMap { $0[(last + 1)...] }.filter(\.isNumber).map(\.head)
    guard let limit = beyond.last else { return nil }
    if limit.isFinite && beyond.allSatisfy({ isSame($0, limit) }) {
      return (points[last].digits, Self.constant(limit))
    }
    // At other settings another limit: the value at the last good point, if it has come to rest.
    let rests = truths.allSatisfy { truth in
      truth[(last + 1)...].filter(\.isNumber).allSatisfy { isSame($0.head, truth[last].head) }
    }
    guard rests else { return nil }
    let bound = Expression.number(points[last].digits)
    let end: Expression = isNegative ? .negate(bound) : bound
    return (points[last].digits, expression.replacing("x", by: end).simplified)
  }

  private func isGood(_ got: Scalar, _ truth: TrueValue) -> Bool {
    if got.isNaN { return false }
    let smallest = greatest < 1e39 ? 0x1p-149 : 0x1p-1074
    if truth.head.isInfinite || abs(truth.head) > greatest {
      return Scalar(greatest) <= got.magnitude && (got > 0) == (truth.head > 0)
    }
    let distance = (got - Scalar(truth.head)).magnitude
    return distance <= Scalar(abs(truth.head) * tolerance) || distance < Scalar(smallest) / 4
  }

  private func isSame(_ a: Double, _ b: Double) -> Bool {
    if a == b { return true }
    let smallest = greatest < 1e39 ? 0x1p-151 : 0
    return abs(a - b) <= max(abs(b) * tolerance, smallest)
  }

  private static func constant(_ value: Double) -> Expression {
    let magnitude = abs(value)
    let number: Expression =
      magnitude.isInfinite
      ? .infinity
      : magnitude == magnitude.rounded() && magnitude < 1e9
        ? .number(String(Int(magnitude))) : .number("\(magnitude)")
    return value < 0 ? .negate(number) : number
  }
}

extension Expression {
  /// With an expression in the place of a variable.
  func replacing(_ name: String, by other: Expression) -> Expression {
    self == .variable(name) ? other : mapChildren { $0.replacing(name, by: other) }
  }
}
