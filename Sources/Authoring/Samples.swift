import Activations
import Formulas

/// Points at which a formula's truth is known, to try candidates at.
struct Samples {
  /// An output: the value, or a derivative by a variable.
  enum Output: Hashable, Sendable {
    case value
    case derivative(String)

    /// The output of a value.
    func of(_ value: Expression) -> Expression {
      switch self {
      case .value: value
      case .derivative(let name): value.simplified.derivative(by: name)
      }
    }
  }

  let variables: [String]
  let outputs: [Output]
  /// The inputs, one a variable.
  private(set) var inputs: [[Double]] = []
  /// The truth of each output at each input.
  private(set) var truths: [[TrueValue]] = []
  /// The settings of the parameters that were tried, the defaults first.
  let settings: [[Double]]
  private let isGated: Bool
  private let oracle: RememberingOracle

  init(_ definition: Definition) {
    let formula = definition.formula
    variables = formula.variables
    isGated = definition.isGated
    let learnable = definition.parameters.filter(\.isLearnable).map(\.name)
    let names = ["x"] + (definition.isGated ? ["gate"] : []) + learnable
    outputs = [.value] + names.map { .derivative($0) }
    oracle = RememberingOracle(FormulaOracle(formula, derivatives: names))
    settings = Self.settings(definition.parameters)
    let usesPi = formula.instructions.contains { $0.operation == .pi }
    let points = Self.points(formula.literals + (usesPi ? [.pi] : []))
    for (index, setting) in settings.enumerated() {
      add(
        index == 0 ? points : points.enumerated().filter { $0.offset % 4 == 0 }.map(\.element),
        setting)
    }
  }

  /// The truth of every output at points of x, in the order of ``outputs``.
  func truth(at points: [Double], setting: [Double]) -> [[TrueValue]] {
    points.map { oracle.truth(input($0, setting, gate: 0.75)) }
  }

  /// All variables' values.
  func input(_ x: Double, _ setting: [Double], gate: Double) -> [Double] {
    [x] + setting + (isGated ? [gate] : [])
  }

  private mutating func add(_ points: [Double], _ setting: [Double]) {
    for (index, x) in points.enumerated() {
      let gate = [1.5, -0.75, 0.25, -2.5][index % 4]
      let input = input(x, setting, gate: gate)
      inputs.append(input)
      truths.append(oracle.truth(input))
    }
  }

  /// Every binade that matters and the bend in the middle; what the formula spells out, and beside.
  private static func points(_ literals: [Double]) -> [Double] {
    var points: [Double] = [0]
    for exponent in -40...40 {
      // A power of two, a float, and a number with every bit of a double: 1 + x is exact for few.
      for significand in [1.0, Double(Float(1.3717421)), 1.7182818284590452] {
        let x = Double(sign: .plus, exponent: exponent, significand: significand)
        points += [x, -x]
      }
    }
    for step in -320...320 where step != 0 { points.append(Double(Float(step) * 0.0625 + 0.001)) }
    for exponent in [-140, -126, -100, -75, -54, -45, 60, 100, 127] {
      let x = Double(sign: .plus, exponent: exponent, significand: 1)
      points += [x, -x]
    }
    for literal in Set(literals).sorted() where literal.isFinite && literal != 0 {
      points += ([literal] + around(literal)).flatMap { [$0, -$0] }
    }
    return points
  }

  /// Numbers at falling distances: what cancels does so more and more.
  private static func around(_ x: Double) -> [Double] {
    let size = max(abs(x), 0x1p-10)
    return [4, 7, 10, 13, 16, 20, 24, 28, 34, 42, 49].flatMap { exponent in
      let step = Double(sign: .plus, exponent: -exponent, significand: 1.3717421) * size
      return [x - step, x + step]
    }
  }

  /// The defaults, each parameter moved and at the ends of its interval, then all of them at once,
  /// each time in other parts of their intervals.
  private static func settings(_ parameters: [ActivationParameter]) -> [[Double]] {
    let defaults = parameters.map(\.defaultValue)
    var settings = [defaults]
    func add(_ setting: [Double]) {
      let isAllowed = zip(parameters, setting).allSatisfy { $0.interval.contains($1) }
      if isAllowed && !settings.contains(setting) { settings.append(setting) }
    }
    for (index, parameter) in parameters.enumerated() {
      let value = parameter.defaultValue
      let interval = parameter.interval
      let low = max(interval.low, value - max(1, abs(value)))
      let high = min(interval.high, value + max(1, abs(value)))
      let moved = [low + (value - low) * 0.4, high - (high - value) * 0.4]
      for other in moved + [interval.low, interval.high] where other.isFinite {
        var setting = defaults
        setting[index] = Double(Float(other))
        add(setting)
      }
    }
    let strata = 4
    for stratum in 0..<strata where !parameters.isEmpty {
      add(
        parameters.enumerated().map { index, parameter in
          let reach = 2 * max(1, abs(parameter.defaultValue))
          let low = max(parameter.interval.low, parameter.defaultValue - reach)
          let high = min(parameter.interval.high, parameter.defaultValue + reach)
          let part = (stratum * (2 * index + 1) + index) % strata
          return Double(Float(low + (high - low) * (Double(part) + 0.38) / Double(strata)))
        })
    }
    return settings
  }
}

/// Roots, where what is left of a sum is lost first.
extension Samples {
  /// The samples that are numbers of a format, and those beside roots.
  func points(of output: Int, in format: Precision) -> [(input: [Double], truth: TrueValue)] {
    let known = zip(inputs, truths).map { (input: $0, truth: $1[output]) }
    let beside = besideRoots(of: output)
    guard format == .float32 else { return (known + beside).filter(\.truth.isNumber) }
    let floats = known.filter { Double(Float($0.input[0])) == $0.input[0] }
    let nearby = beside.flatMap { root in
      let nearest = Float(root.input[0])
      return [nearest.nextDown, nearest, nearest.nextUp].map { x in
        let input = [Double(x)] + root.input.dropFirst()
        return (input: input, truth: oracle.truth(input)[output])
      }
    }
    return (floats + nearby).filter { $0.truth.isNumber && abs($0.truth.head) < 0x1p128 }
  }

  /// Inputs on both sides of each root of an output that lies between two samples, and the truth
  /// there: doubles next to each other, between which its sign changes.
  private func besideRoots(of output: Int) -> [(input: [Double], truth: TrueValue)] {
    let lines = Dictionary(grouping: inputs.indices) { Array(inputs[$0].dropFirst()) }
    var found: [(input: [Double], truth: TrueValue)] = []
    for (others, places) in lines {
      let line = places.filter { truths[$0][output].isNumber }
        .sorted { inputs[$0][0] < inputs[$1][0] }
      for (left, right) in zip(line, line.dropFirst())
      where truths[left][output].head * truths[right][output].head < 0 {
        found += enclosing(
          output, others, inputs[left][0], inputs[right][0], truths[left][output].head < 0)
      }
      // A root that a double hits, and no line of zeros: the doubles beside it.
      for (position, place) in line.enumerated().dropFirst().dropLast()
      where truths[place][output].head == 0 && abs(inputs[place][0]) > 0x1p-40
        && truths[line[position - 1]][output].head != 0
        && truths[line[position + 1]][output].head != 0
      {
        found += beside(inputs[place][0], others, output)
      }
    }
    return found
  }

  private func beside(
    _ x: Double, _ others: [Double], _ output: Int
  ) -> [(input: [Double], truth: TrueValue)] {
    ([x.nextDown, x.nextUp] + Self.around(x)).map { x in
      (input: [x] + others, truth: oracle.truth([x] + others)[output])
    }.filter(\.truth.isNumber)
  }

  /// The last double of one sign and the first of the other, by bisection.
  private func enclosing(
    _ output: Int, _ others: [Double], _ left: Double, _ right: Double, _ rises: Bool
  ) -> [(input: [Double], truth: TrueValue)] {
    func truth(_ x: Double) -> TrueValue { oracle.truth([x] + others)[output] }
    var (low, high) = (left, right)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low && middle < high else { break }
      let truth = truth(middle)
      guard truth.isNumber else { return [] }
      if truth.head == 0 { return beside(middle, others, output) }
      if (truth.head < 0) == rises { low = middle } else { high = middle }
    }
    return ([low, high] + Self.around(low)).map { ([$0] + others, truth($0)) }
      .filter(\.truth.isNumber)
  }
}

/// An oracle that is asked the same things for each output and each format, and far out takes
/// thousands of bits to answer.
private final class RememberingOracle {
  private let oracle: FormulaOracle
  private var known: [[Double]: [TrueValue]] = [:]

  init(_ oracle: FormulaOracle) { self.oracle = oracle }

  func truth(_ input: [Double]) -> [TrueValue] {
    if let truth = known[input] { return truth }
    let truth = oracle.evaluate(input, for: .float64)
    known[input] = truth
    return truth
  }
}
