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
          + "\(parameter.interval)",
        Diagnosis(
          because: "Nobody can use \(subject.activation.name) without setting \(parameter.name).",
          remedy: "Give \(parameter.name) a default in \(parameter.interval), or widen that."))
    }
    let functions = functions()
    if functions.isEmpty { return .skipped("nothing that is right at the defaults") }
    let settings = settings().flatMap { examination.trainings(of: $0) }
    // Many settings share the points of sixteen.
    let points = examination.options.level.settingPoints * min(16, settings.count) / settings.count
    var finding = Finding.pass("\(settings.count) settings")
    var excused: Set<String> = []
    for (draw, setting) in settings.enumerated() {
      for function in functions where !excused.contains(function.symbol) {
        let given = setting.rounded(to: function.precision)
        let judgement = try compare(function, given, draw, points)
        if judgement.failureCount > 0, try isOffAtDefaults(function, points) {
          // Its own check comes later, and names the fault.
          excused.insert(function.symbol)
          continue
        }
        finding.add(judgement)
        if finding.status == .fail {
          finding.message = "\(function.symbol) is off at other parameters"
          return finding
        }
      }
    }
    return finding
  }

  /// All forms, of values, derivatives and gradients, but what is wrong at the defaults already.
  private func functions() -> [FunctionDeclaration] {
    func isSound(_ checks: String...) -> Bool {
      !checks.contains { examination.findings[$0]?.isFailure == true }
    }
    return subject.activation.functions.filter { function in
      switch function.role {
      case .value: isSound("value", "value-nan", "value-finite")
      case .valueArray: isSound("value", "array-scalar", "array-lengths")
      case .derivative:
        function.takes("x")
          ? isSound("derivative", "derivative-finite", "derivative-kinks")
          : isSound("derivative-of-y")
      case .partial: isSound("partials")
      case .gradientArray: isSound("derivative", "gradient")
      case .valueRow: isSound("value", "row-shift", "row-sum")
      case .gradientRow: isSound("value", "row-gradient")
      }
    }
  }

  private func isOffAtDefaults(
    _ function: FunctionDeclaration, _ points: Int
  ) throws(ProbeFailure) -> Bool {
    for setting in examination.defaults(function.precision) {
      if try compare(function, setting, 0, points).failureCount > 0 { return true }
    }
    return false
  }

  private func compare(
    _ function: FunctionDeclaration, _ setting: Setting, _ draw: Int, _ points: Int
  ) throws(ProbeFailure) -> Judgement {
    if subject.formula != nil {
      return try FormJudge(examination: examination, check: "parameters")
        .judge(function, setting, count: points, draw: draw)
    }
    if function.isValue { return Judgement() }
    return try DifferenceChecks(examination, check: "parameters").judge(function, setting)
  }

  /// Each parameter alone at the ends of its interval and at other values, near and far, then all a
  /// little off their defaults together: far from them, two may contradict each other (a floor above its
  /// ceiling).
  func settings() -> [Setting] {
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
      values += others(parameter, &generator)
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

  /// Values of the interval that a float has too: one in each of equal parts of what lies around the
  /// default, and on either side some that are several times as large.
  private func others(
    _ parameter: ActivationParameter, _ generator: inout SeededGenerator
  ) -> [Double] {
    let interval = parameter.interval
    let size = max(abs(parameter.defaultValue), 0.25)
    let reach = 8 * size
    let low = max(interval.low, parameter.defaultValue - reach)
    let high = min(interval.high, parameter.defaultValue + reach)
    guard low < high, low > -1e4, high < 1e4 else { return [] }
    let isFew = examination.options.level == .quick || subject.activation.parameters.count > 5
    let parts = isFew ? 4 : 8
    return (0..<parts).map { part in
      let place = (Double(part) + Double.random(in: 0..<1, using: &generator)) / Double(parts)
      return Double(Float(low + place * (high - low)))
    }
  }
}
