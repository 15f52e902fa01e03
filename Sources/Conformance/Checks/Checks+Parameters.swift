import ActivationHost
import Activations
import Formulas

/// Other values of the parameters than the defaults.
extension Check {
  static let parameters = [
    Check(
      "parameters", .parameters,
      "defaults lie in their interval; its ends and random settings are right as well",
      why: "max(a * x, x) is a leaky relu for the default slope, and wrong for one above 1 or "
        + "below 0. A constant that should have been the parameter shows nowhere else.",
      remedy:
        "Compute from the arguments; narrow the interval to where the function is meant to work."
    ) { (examination) throws(ProbeFailure) in try ParameterChecks(examination).run() }
  ]
}

struct ParameterChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    let parameters = subject.activation.parameters
    if parameters.isEmpty { return .skipped("no parameters") }
    for parameter in parameters where !parameter.interval.contains(parameter.defaultValue) {
      return .fail(
        "the default \(parameter.defaultValue) of \(parameter.name) lies outside of "
          + "\(parameter.interval)")
    }
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    guard subject.activation.form != .row else { return .skipped("rows are compared at defaults") }
    var outputs: [(FunctionDeclaration, FormulaProgram.Output)] = []
    // What is wrong at the defaults already has been said.
    func isSound(_ check: String) -> Bool { examination.findings[check]?.isFailure != true }
    if isSound("value") {
      outputs += subject.functions(.value, .valueArray).map { ($0, .value) }
    }
    if isSound("derivative") { outputs += subject.derivatives.map { ($0, .derivative(0)) } }
    if isSound("partials") {
      outputs += subject.partials.compactMap { partial in
        subject.variables.firstIndex(of: partial.name).map { (partial.function, .derivative($0)) }
      }
    }
    if outputs.isEmpty { return .skipped("nothing that is right at the defaults") }
    let settings = settings()
    // Many settings share the points of sixteen.
    let points = examination.options.level.settingPoints * min(16, settings.count) / settings.count
    var worst: [String: WorstError] = [:]
    for (draw, setting) in settings.enumerated() {
      for precision in Precision.allCases {
        let wanted = outputs.filter { $0.0.precision == precision && $0.0.takes("x") }
        if let finding = try compare(wanted, precision, formula, setting, draw, points, &worst) {
          return finding
        }
      }
    }
    return .pass(
      "\(settings.count) settings", worst: worst.values.sorted { $0.function < $1.function })
  }

  /// Some functions of one precision at the same points, for each setting other ones.
  private func compare(
    _ wanted: [(function: FunctionDeclaration, output: FormulaProgram.Output)],
    _ precision: Precision, _ formula: Formula, _ setting: Setting, _ draw: Int, _ points: Int,
    _ worst: inout [String: WorstError]
  ) throws(ProbeFailure) -> Finding? {
    guard let first = wanted.first else { return nil }
    let inputs = examination.inputs(
      first.function, setting, count: points, draw: draw)
    let outputs = Array(Set(wanted.map(\.output)))
    let truths = examination.truths(formula, outputs, inputs, precision)
    for (function, output) in wanted {
      let isDerivative = output != .value
      let given = examination.complete(inputs.x, function, setting)
      let sweep = Sweep(
        function: function, inputs: given, got: try examination.caller().results(function, given))
      let judge = SweepJudge(
        examination: examination, check: "parameters", formula: formula, output: output,
        tolerance: examination.tolerance(function, isDerivative: isDerivative))
      var scope = SweepJudge.Scope()
      (scope.includesTiny, scope.includesNonFinite) = (true, true)
      scope.skipsKinks = isDerivative
      let judgement = judge.judge(
        sweep, scope: scope, truths: truths[outputs.firstIndex(of: output)!])
      if judgement.failureCount > 0 {
        return .fail("\(function.symbol) is off at other parameters", judgement.failures)
      }
      if var error = judgement.worst {
        let before = worst[function.symbol]
        error.points += before?.points ?? 0
        if let before, before.ulp > error.ulp {
          (error.ulp, error.input) = (before.ulp, before.input)
        }
        worst[function.symbol] = error
      }
    }
    return nil
  }

  /// Each parameter alone at the ends of its interval and at other values, then all a little off
  /// their defaults together: far from them, two may contradict each other (a floor above its
  /// ceiling).
  private func settings() -> [Setting] {
    var generator = SeededGenerator(seed: examination.options.seed &+ 77)
    let parameters = subject.activation.parameters
    var settings: [Setting] = []
    func add(_ values: [Double]) {
      let setting = Setting(parameters: values)
      if !settings.contains(setting) { settings.append(setting) }
    }
    for (index, parameter) in parameters.enumerated() {
      var values: [Double] = []
      let interval = parameter.interval
      if interval.includesLow, interval.low.isFinite { values.append(interval.low) }
      if interval.includesHigh, interval.high.isFinite { values.append(interval.high) }
      for _ in 0..<(examination.options.level == .quick || parameters.count > 5 ? 2 : 4) {
        values.append(other(parameter, &generator))
      }
      for value in values where interval.contains(value) {
        var all = subject.defaults
        all[index] = value
        add(all)
      }
    }
    for _ in 0..<2 {
      add(
        parameters.map { parameter in
          let near = parameter.defaultValue * Double.random(in: 0.8...1.25, using: &generator)
          let value = Double(Float(near))
          return parameter.interval.contains(value) ? value : parameter.defaultValue
        })
    }
    return settings
  }

  /// A value of the parameter's own size, that a float has too.
  private func other(
    _ parameter: ActivationParameter, _ generator: inout SeededGenerator
  ) -> Double {
    let interval = parameter.interval
    let size = max(abs(parameter.defaultValue), 0.25)
    let low = interval.low.isFinite ? interval.low : parameter.defaultValue - 2 * size
    let high = interval.high.isFinite ? interval.high : parameter.defaultValue + 2 * size
    guard low < high else { return parameter.defaultValue }
    let ends = (max(low, -1e4), min(high, 1e4))
    guard ends.0 < ends.1 else { return parameter.defaultValue }
    let value = Double(Float(Double.random(in: ends.0...ends.1, using: &generator)))
    return interval.contains(value) ? value : parameter.defaultValue
  }
}
