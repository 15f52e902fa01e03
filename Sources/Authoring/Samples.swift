import Activations
import Formulas

/// Points at which a formula's truth is known, to try candidates at.
struct Samples {
  /// An output: the value, or a derivative by a variable.
  enum Output: Hashable, Sendable {
    case value
    case derivative(String)
  }

  let variables: [String]
  let outputs: [Output]
  /// The inputs, one a variable.
  private(set) var inputs: [[Double]] = []
  /// The truth of each output at each input.
  private(set) var truths: [[TrueValue]] = []
  /// The settings of the parameters that were tried, the defaults first.
  let settings: [[Double]]
  private let formula: Formula
  private let isGated: Bool
  private let names: [String]

  init(_ definition: Definition) {
    formula = definition.formula
    variables = formula.variables
    isGated = definition.isGated
    let learnable = definition.parameters.filter(\.isLearnable).map(\.name)
    names = ["x"] + (definition.isGated ? ["gate"] : []) + learnable
    outputs = [.value] + names.map { .derivative($0) }
    settings = Self.settings(definition.parameters)
    let points = Self.points(formula.literals)
    for (index, setting) in settings.enumerated() {
      add(
        index == 0 ? points : points.enumerated().filter { $0.offset % 4 == 0 }.map(\.element),
        setting)
    }
  }

  /// The truth of every output at points of x, in the order of ``outputs``.
  func truth(at points: [Double], setting: [Double]) -> [[TrueValue]] {
    let oracle = FormulaOracle(formula, derivatives: names)
    return points.map { oracle.evaluate(input($0, setting, gate: 0.75), for: .float64) }
  }

  /// All variables' values.
  func input(_ x: Double, _ setting: [Double], gate: Double) -> [Double] {
    [x] + setting + (isGated ? [gate] : [])
  }

  private mutating func add(_ points: [Double], _ setting: [Double]) {
    let oracle = FormulaOracle(formula, derivatives: names)
    for (index, x) in points.enumerated() {
      let gate = [1.5, -0.75, 0.25, -2.5][index % 4]
      let input = input(x, setting, gate: gate)
      inputs.append(input)
      truths.append(oracle.evaluate(input, for: .float64))
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
    for exponent in [60, 100, 127] {
      let x = Double(sign: .plus, exponent: exponent, significand: 1)
      points += [x, -x]
    }
    for literal in Set(literals).sorted() where literal.isFinite && literal != 0 {
      for x in [literal, -literal] { points += [x, x * (1 + 0x1p-20), x * (1 - 0x1p-20)] }
    }
    return points
  }

  /// The defaults, then each parameter moved within its interval.
  private static func settings(_ parameters: [ActivationParameter]) -> [[Double]] {
    let defaults = parameters.map(\.defaultValue)
    var settings = [defaults]
    for (index, parameter) in parameters.enumerated() {
      let value = parameter.defaultValue
      let low = max(parameter.interval.low, value - max(1, abs(value)))
      let high = min(parameter.interval.high, value + max(1, abs(value)))
      for moved in [low + (value - low) * 0.4, high - (high - value) * 0.4]
      where moved != value && parameter.interval.contains(moved) {
        var setting = defaults
        setting[index] = moved
        settings.append(setting)
      }
    }
    return settings
  }
}
