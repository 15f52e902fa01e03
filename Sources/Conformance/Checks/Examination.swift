import ActivationHost
import Activations
import CProbe
import Formulas

/// One activation being checked: its subject, the probes that call it, and what was found so far.
///
/// Used by one thread at a time; only the truth is computed in several.
final class Examination {
  let subject: Subject
  let options: ConformanceOptions
  /// What has been found, by check.
  var findings: [String: CheckStatus] = [:]
  private var callers: [String: Caller] = [:]
  private var sweeps: [SweepKey: Sweep] = [:]
  private var points: [PointsKey: [Double]] = [:]
  let truthTable = TruthTable()

  private struct SweepKey: Hashable {
    var symbol: String
    var setting: Setting
  }

  private struct PointsKey: Hashable {
    var precision: Precision
    var count: Int
    var seed: UInt64
  }

  init(_ subject: Subject, _ options: ConformanceOptions) {
    self.subject = subject
    self.options = options
  }

  /// The group whose probe is in use.
  var group = Check.Group.file {
    didSet { if group != oldValue { callers = [:] } }
  }

  /// The group's probe, a fresh one where the last has ended.
  func caller(_ name: String = "") throws(ProbeFailure) -> Caller {
    if let caller = callers[name] { return caller }
    let caller = try Caller(subject, options.probe)
    callers[name] = caller
    return caller
  }

  /// Forgets probes, after one has ended or when a check has changed it.
  func dropProbes() { callers = [:] }

  // MARK: Points

  /// Places to look at closely: what the formula and the metadata name.
  var focus: [Double] {
    let kinks = kinks(in: Setting(parameters: subject.defaults))
    return Array(((subject.formula?.literals ?? []) + subject.defaults + kinks).prefix(64))
  }

  /// The declared kinks for a setting of the parameters.
  func kinks(in setting: Setting) -> [Double] {
    (subject.kinks ?? []).compactMap { kink in
      FormulaOracle(kink).rounded(setting.parameters, to: Double.self)[0]
    }
  }

  var isUnivariate: Bool {
    subject.activation.form == .elementwise
      && !subject.activation.functions.contains { $0.takes("u") }
  }

  /// Inputs of all binades for a function: `count` of them, or the one point that is asked for.
  ///
  /// - Parameter draw: which of several draws of random points.
  func inputs(
    _ function: FunctionDeclaration, _ setting: Setting, count: Int? = nil, draw: Int = 0
  ) -> CallInputs {
    let precision = function.precision
    let many =
      isUnivariate && precision.isFloat ? options.level.floatPoints : options.level.doublePoints
    let key = PointsKey(
      precision: precision, count: count ?? many, seed: options.seed &+ UInt64(draw) << 32)
    return complete(elements(key), function, setting)
  }

  private func elements(_ key: PointsKey) -> [Double] {
    if let point = options.point { return [key.precision.round(point)] }
    if let known = points[key] { return known }
    let drawn = SamplePoints.elements(
      key.precision, count: key.count, seed: key.seed, focus: focus)
    points[key] = drawn
    return drawn
  }

  /// Adds what the function takes beside x.
  func complete(
    _ points: [Double], _ function: FunctionDeclaration, _ setting: Setting
  ) -> CallInputs {
    let precision = function.precision
    var inputs = CallInputs(x: points, setting: setting.rounded(to: precision))
    if subject.activation.form == .gated {
      inputs.gate = SamplePoints.companions(precision, count: points.count, seed: options.seed)
    }
    if subject.activation.functions.contains(where: { $0.takes("u") }) {
      inputs.u = SamplePoints.uniform(precision, count: points.count, seed: options.seed)
    }
    if !function.isScalar && !function.isValue {
      inputs.dy = [Double](repeating: 1, count: points.count)
    }
    return inputs
  }

  // MARK: Sweeps

  /// The results of a function over all of its points, called once however often they are asked
  /// for.
  func sweep(_ function: FunctionDeclaration) throws(ProbeFailure) -> Sweep {
    let setting = Setting(parameters: subject.defaults).rounded(to: function.precision)
    let key = SweepKey(symbol: function.symbol, setting: setting)
    if let sweep = sweeps[key] { return sweep }
    let inputs = inputs(function, setting)
    let sweep = Sweep(
      function: function, inputs: inputs, got: try caller().results(function, inputs))
    sweeps[key] = sweep
    return sweep
  }

  /// The promise that a function is held to.
  func tolerance(_ function: FunctionDeclaration, isDerivative: Bool) -> Tolerance {
    Tolerance(
      maxULP: subject.maxULP(function.precision, isDerivative: isDerivative),
      precision: function.precision)
  }

  /// A command that repeats a check at one input.
  func command(_ check: String, at x: Double? = nil) -> String {
    var command = "hillock conform \(subject.library.path) --only \(check)"
    if subject.library.activations.count > 1 {
      command += " --activation \(subject.activation.name)"
    }
    if let x { return command + " --at=\(NumberText.hex(x))" }
    return command + " --seed \(options.seed)"
  }
}

/// The results of a function at many points.
struct Sweep {
  let function: FunctionDeclaration
  let inputs: CallInputs
  let got: [Double]
}
