import Activations
import Formulas
import Glibc

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
    let forms = [expression, expression.holdingExponents(below: Scalar.greatestExponent)]
    let completed = forms.map(ended)
    let best = misses(completed[0]) <= misses(completed[1]) ? completed[0] : completed[1]
    var registers: [Scalar] = []
    let evaluation = Evaluation<Scalar>(best, variables: samples.variables)
    if evaluation(samples.input(.nan, samples.settings[0], gate: 0.75), &registers).isNaN {
      return best
    }
    let x = Expression.variable("x")
    return .select(.binary(.notEqual, x, x), x, best)
  }

  /// With what takes over in both directions.
  private func ended(_ expression: Expression) -> Expression {
    var result = expression
    for isNegative in [true, false] {
      switch edge(of: expression, isNegative: isNegative) {
      case .value(let value, let bound):
        result = .select(Self.isBeyond(bound, isNegative: isNegative), value, result)
      case .held(let place):
        let x = Expression.variable("x")
        let end: Expression = isNegative ? .negate(place) : place
        result = result.replacing(
          "x", by: .select(.binary(.less, isNegative ? x : end, isNegative ? end : x), end, x))
      case nil: continue
      }
    }
    return result
  }

  /// At how many points the form is no number although there is one.
  private func misses(_ expression: Expression) -> Int {
    let evaluation = Evaluation<Scalar>(expression, variables: samples.variables)
    var registers: [Scalar] = []
    return samples.settings.reduce(0) { count, setting in
      let inputs = points.flatMap { [$0.x, -$0.x] }
      return zip(inputs, samples.truth(at: inputs, setting: setting)).reduce(count) {
        let got = evaluation(samples.input($1.0, setting, gate: 0.75), &registers)
        return $0 + ($1.1[output].isNumber && got.isNaN ? 1 : 0)
      }
    }
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
    let exponents = (1...308).filter { Double("1e\($0)")! < greatest && ($0 <= 40 || $0 % 4 == 0) }
    return exponents.flatMap { exponent in
      ["1", "2", "5"].compactMap {
        let digits = "\($0)e\(exponent)"
        return Double(digits).flatMap { $0 < greatest ? ($0, digits) : nil }
      }
    } + [(greatest, ""), (.infinity, "")]
  }

  /// What takes over in a direction.
  private enum Edge {
    /// A value beyond a bound, or at the infinity alone.
    case value(Expression, beyond: String?)
    /// The form itself, at this place for all x beyond it.
    case held(Expression)
  }

  /// Where the form stops working in a direction for good, and what holds from there on: a limit
  /// that is the same at all settings, the value at the last good point, a line, or, for the
  /// infinity, the form at a number beyond all doubles.
  private func edge(of expression: Expression, isNegative: Bool) -> Edge? {
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
    // Guards look after a periodic function far out; at an infinity they cannot.
    if expression.isPeriodic { firstBad = points.count - 1 }
    if firstBad == points.count - 1 {
      // The infinity alone.
      let limits = truths.compactMap(\.last).filter(\.isNumber).map(\.head)
      if let limit = limits.first, limits.allSatisfy({ $0 == limit }) {
        return .value(Self.constant(limit), beyond: nil)
      }
      // A float times each of them is infinite, and so, for long double, is a double; the squares
      // and third powers of the nearer ones are numbers still.
      let places =
        Scalar.self != Double.self
        ? ["1e4000", "1e2400", "1e1600"]
        : greatest < 1e39 ? ["1e300", "1e150", "1e100"] : ["1.7976931348623157e308"]
      return places.map(Expression.number).first { place in
        let end: Expression = isNegative ? .negate(place) : place
        let there = Evaluation<Scalar>(
          expression.replacing("x", by: end), variables: samples.variables)
        return zip(samples.settings, truths).allSatisfy { setting, truth in
          guard let limit = truth.last, limit.isNumber else { return true }
          return isGood(there(samples.input(0, setting, gate: 0.75), &registers), limit)
        }
      }.map(Edge.held)
    }
    var last = firstBad - 1
    while last > 0, points[last].digits.isEmpty { last -= 1 }
    let beyond = truths.flatMap { $0[(last + 1)...] }.filter(\.isNumber).map(\.head)
    guard let limit = beyond.last else { return nil }
    if limit.isFinite && beyond.allSatisfy({ isSame($0, limit) }) {
      return .value(Self.constant(limit), beyond: points[last].digits)
    }
    if let line = line(inputs, truths, from: last + 1) {
      return .value(line, beyond: points[last].digits)
    }
    // At other settings another limit: the value at the last good point, if it has come to rest.
    let rests = truths.allSatisfy { truth in
      truth[(last + 1)...].filter(\.isNumber).allSatisfy { isSame($0.head, truth[last].head) }
    }
    if rests { return .held(Expression.number(points[last].digits)) }
    return power(inputs, truths, from: last + 1).map { .value($0, beyond: points[last].digits) }
  }

  /// A multiple of x that the truth is from a place on, at all settings.
  private func line(_ inputs: [Double], _ truths: [[TrueValue]], from start: Int) -> Expression? {
    guard let far = truths[0].indices.dropLast().last(where: { truths[0][$0].isNumber }),
      far >= start, truths[0][far].head.isFinite
    else { return nil }
    let slope = ((truths[0][far].head / inputs[far]) * 1e6).rounded() / 1e6
    let holds = truths.allSatisfy { truth in
      truth.indices.dropFirst(start).allSatisfy {
        !truth[$0].isNumber || isSame(truth[$0].head, slope * inputs[$0])
      }
    }
    return slope != 0 && holds ? Self.constant(slope) * .variable("x") : nil
  }

  /// A multiple of a whole power of x, of its root or of its logarithm that the truth is from a place
  /// on, at all settings: squares overflow long before x does.
  private func power(_ inputs: [Double], _ truths: [[TrueValue]], from start: Int) -> Expression? {
    // Far enough for the leading term alone, near enough for all digits.
    let known = truths[0].indices.filter {
      let truth = truths[0][$0]
      return truth.isNumber && abs(inputs[$0]) > 1e40 && inputs[$0].isFinite
        && truth.head.isFinite && abs(truth.head) >= .leastNormalMagnitude
    }
    guard let near = known.first, let far = known.last, near < far else { return nil }
    let x = Expression.variable("x"), size = Expression.function(.abs, x)
    let (first, last) = (truths[0][near].head, truths[0][far].head)
    let step = log(abs(inputs[far] / inputs[near]))
    let exponent = (2 * log(abs(last / first)) / step).rounded() / 2
    func multiple(of value: Double) -> Expression { Self.constant(Self.shortened(value)) }
    var tails = [multiple(of: (last - first) / step) * .function(.log, size)]
    if exponent == exponent.rounded(), (1...4).contains(abs(exponent)) {
      let times = Int(abs(exponent))
      let factor = (0..<times).reduce(first) { value, _ in
        exponent < 0 ? value * inputs[near] : value / inputs[near]
      }
      tails.append(
        (0..<times).reduce(multiple(of: factor)) { tail, _ in exponent < 0 ? tail / x : tail * x })
    } else if abs(exponent) == 0.5 {
      let root = Expression.function(.sqrt, size), size = abs(inputs[near]).squareRoot()
      tails.append(
        exponent < 0
          ? multiple(of: first * size) / root : multiple(of: first / size) * root)
    }
    return tails.first { tail in
      let evaluation = Evaluation<Scalar>(tail, variables: samples.variables)
      var registers: [Scalar] = []
      return zip(samples.settings, truths).allSatisfy { setting, truth in
        truth.indices.dropFirst(start).allSatisfy {
          let got = evaluation(samples.input(inputs[$0], setting, gate: 0.75), &registers)
          return !truth[$0].isNumber || isGood(got, truth[$0])
        }
      }
    }
  }

  /// The number that a few digits write, where this is no further from it than it is known.
  private static func shortened(_ value: Double) -> Double {
    let short = (value * 1e6).rounded() / 1e6
    return abs(short - value) <= abs(value) * 0x1p-48 ? short : value
  }

  private func isGood(_ got: Scalar, _ truth: TrueValue) -> Bool {
    if got.isNaN { return false }
    let smallest = greatest < 1e39 ? 0x1p-149 : 0x1p-1074
    if truth.head.isInfinite || abs(truth.head) > greatest {
      return Scalar(greatest) <= got.magnitude && (got > 0) == (truth.head > 0)
    }
    let distance = (got - Scalar(truth.head)).magnitude
    return distance <= Scalar(abs(truth.head) * tolerance) || distance <= Scalar(smallest) * 0.75
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

extension WorkingScalar {
  /// e to this is a number still.
  fileprivate static var greatestExponent: Expression {
    .number(Self.self == Double.self ? "350" : "5000")
  }
}

extension Expression {
  /// Whether a sine, a cosine or a tangent is a part.
  fileprivate var isPeriodic: Bool {
    switch self {
    case .function(.sin, _), .function(.cos, _), .function(.tan, _): true
    default: children.contains(where: \.isPeriodic)
    }
  }

  /// With no power of e that overflows: what saturates is at its end by then, and 0 times it is 0.
  fileprivate func holdingExponents(below bound: Expression) -> Expression {
    let held = mapChildren { $0.holdingExponents(below: bound) }
    guard case .function(.exp, let u) = held, u.contains("x") else { return held }
    return .function(.exp, .select(.binary(.less, bound, u), bound, u))
  }

  /// With an expression in the place of a variable.
  func replacing(_ name: String, by other: Expression) -> Expression {
    self == .variable(name) ? other : mapChildren { $0.replacing(name, by: other) }
  }
}
