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
  /// What an exhaustive sweep has found of values' course, by function and chunk.
  var shapes: [String: [Int: ChunkShape]] = [:]
  private var callers: [String: Caller] = [:]
  private var sweeps: [SweepKey: Sweep] = [:]
  private var points: [PointsKey: [Double]] = [:]
  /// Found once for a precision.
  var knownRoots: [Precision: [Double]] = [:]
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

  /// What calls did beside computing, whichever check made them.
  let effects = Effects()
  /// Whether all functions have been called in all ways, for the effects' sake.
  var isSurveyed = false
  private var loading: Result<Loading, ProbeFailure>?

  /// What came of loading the library, and of unloading it: tried once.
  struct Loading {
    var refusal: String?
    var changes: String?
  }

  func load() throws(ProbeFailure) -> Loading {
    let outcome = loading ?? tryLoading()
    loading = outcome
    return try outcome.get()
  }

  private func tryLoading() -> Result<Loading, ProbeFailure> {
    do throws(ProbeFailure) {
      let probe = try Probe(options.probe)
      switch try probe.load(subject.library.path) {
      case .failure(let refusal): return .success(Loading(refusal: refusal.reason))
      case .success(let changes):
        let printed = try probe.unload()
        let all = [changes, printed].compactMap(\.self)
        return .success(Loading(changes: all.isEmpty ? nil : all.joined(separator: "; ")))
      }
    } catch {
      return .failure(error)
    }
  }

  /// A probe that has loaded the library, a fresh one where the last has ended.
  ///
  /// - Parameters:
  ///   - name: tells it from others.
  ///   - isSealed: whether system calls are refused; not where threads or clocks are needed.
  func caller(_ name: String = "", isSealed: Bool = true) throws(ProbeFailure) -> Caller {
    if let caller = callers[name], caller.isUsable { return caller }
    let caller = try Caller(subject, options.probe, effects, isSealed: isSealed)
    callers[name] = caller
    return caller
  }

  /// Forgets probes, after one has ended or when a check has changed it.
  func dropProbes() { callers = [:] }

  // MARK: Settings

  /// The defaults, evaluating and, where anything depends on it, training.
  func defaults(_ precision: Precision) -> [Setting] {
    trainings(of: Setting(parameters: subject.defaults)).map { $0.rounded(to: precision) }
  }

  /// A setting as it is, and while training where anything depends on that.
  func trainings(of setting: Setting) -> [Setting] {
    var training = setting
    training.isTraining = true
    return subject.dependsOnTraining ? [setting, training] : [setting]
  }

  // MARK: Points

  /// Places to look at closely: what the formula and the metadata name.
  var focus: [Double] {
    let kinks = kinks(in: Setting(parameters: subject.defaults))
    return Array(((subject.formula?.literals ?? []) + subject.defaults + kinks).prefix(64))
  }

  /// The declared kinks for a setting of the parameters, but for those that an x decides.
  func kinks(in setting: Setting) -> [Double] {
    subject.kinks?.places(setting.parameters) ?? []
  }

  var isUnivariate: Bool {
    subject.activation.form == .elementwise && !subject.dependsOnChance
  }

  /// Inputs of all binades for a function: `count` of them, or the one point that is asked for.
  ///
  /// - Parameter draw: which of several draws of random points.
  func inputs(
    _ function: FunctionDeclaration, _ setting: Setting, count: Int? = nil, draw: Int = 0
  ) -> CallInputs {
    let precision = function.precision
    let level = options.level
    let many =
      !isUnivariate
      ? level.exactPoints : precision.isFloat ? level.floatPoints : level.doublePoints
    let key = PointsKey(
      precision: precision, count: count ?? many, seed: options.seed &+ UInt64(draw) << 32)
    return complete(elements(key), function, setting)
  }

  /// Floats of all binades.
  func floats() -> [Double] {
    elements(
      PointsKey(precision: .float32, count: options.level.floatPoints, seed: options.seed))
  }

  private func elements(_ key: PointsKey) -> [Double] {
    if let point = options.point { return [key.precision.round(point)] }
    if let known = points[key] { return known }
    let isWhole = key.count >= options.level.exactPoints
    let drawn = SamplePoints.elements(
      key.precision, count: key.count, seed: key.seed,
      focus: focus + (isWhole ? roots(key.precision) : []))
    points[key] = drawn
    return drawn
  }

  /// Adds what the function takes beside x; dy is 1, and y is left out.
  func complete(
    _ points: [Double], _ function: FunctionDeclaration, _ setting: Setting
  ) -> CallInputs {
    let precision = function.precision
    var inputs = CallInputs(x: points, setting: setting.rounded(to: precision))
    if subject.activation.form == .gated {
      inputs.gate = SamplePoints.companions(precision, count: points.count, seed: options.seed)
    }
    if subject.dependsOnChance {
      inputs.u = SamplePoints.uniform(precision, count: points.count, seed: options.seed)
    }
    for (index, parameter) in subject.activation.parameters.enumerated()
    where function.takesArray(of: parameter) {
      inputs.varied[index] = vary(
        parameter, inputs.setting.parameters[index], precision, points.count)
    }
    if function.isGradient { inputs.dy = [Double](repeating: 1, count: points.count) }
    return inputs
  }

  /// Both infinities, with a gate of either sign; as many as make whole vectors of an array.
  func infinities(_ function: FunctionDeclaration, _ setting: Setting) -> CallInputs {
    let count = function.isScalar ? 4 : 64
    var inputs = complete(
      (0..<count).map { $0 % 2 == 0 ? -.infinity : .infinity }, function, setting)
    if !inputs.gate.isEmpty { inputs.gate = (0..<count).map { $0 % 4 < 2 ? 1.5 : -0.75 } }
    return inputs
  }

  /// Values for the elements of an array around one value, each within the interval.
  private func vary(
    _ parameter: ActivationParameter, _ value: Double, _ precision: Precision, _ count: Int
  ) -> [Double] {
    let factors = [1, 1.25, 0.75, 1.0625, 0.875]
    return (0..<count).map { index in
      let other = precision.round(value * factors[index % factors.count])
      return parameter.interval.contains(other) ? other : value
    }
  }

  /// The inputs with the y of a function that reads it beside or instead of x: the formula's value,
  /// or without one what the plugin's own gives.
  func withValues(
    _ inputs: CallInputs, _ function: FunctionDeclaration
  ) throws(ProbeFailure) -> CallInputs {
    guard !function.isValue, function.takes("y"), inputs.y.isEmpty else { return inputs }
    let precision = function.precision
    var inputs = inputs
    if let formula = subject.formula, !formula.usesRow {
      inputs.y = truths(formula, .value, inputs, precision).map {
        precision.round($0.isNumber ? $0.head : 0)
      }
    } else if let value = subject.values.first(where: { $0.precision == precision })
      ?? subject.values.first
    {
      inputs.y = try caller().results(value, inputs).map(precision.round)
    }
    return inputs
  }

  /// The inputs for another function of the same elements: without what that does not take.
  func withoutElements(_ inputs: CallInputs, _ function: FunctionDeclaration) -> CallInputs {
    var inputs = inputs
    inputs.varied = inputs.varied.filter {
      function.takesArray(of: subject.activation.parameters[$0.key])
    }
    (inputs.y, inputs.dy) = ([], [])
    return inputs
  }

  /// Ordinary inputs, as they come in a network.
  func ordinary(
    _ function: FunctionDeclaration, _ count: Int, _ setting: Setting
  ) -> CallInputs {
    var inputs = complete(
      SamplePoints.ordinary(function.precision, count: count, seed: options.seed), function, setting
    )
    if function.isGradient {
      inputs.dy = SamplePoints.ordinary(function.precision, count: count, seed: 99)
    }
    if !function.isValue, function.takes("y") { inputs.y = someValues(function, inputs) }
    return inputs
  }

  private func someValues(_ function: FunctionDeclaration, _ inputs: CallInputs) -> [Double] {
    let precision = function.precision
    guard let formula = subject.formula else {
      return inputs.x.map { precision.round($0 * 0.0625) }
    }
    if formula.usesRow { return inputs.x.map { abs($0) / 64 } }
    return truths(formula, .value, inputs, precision).map {
      precision.round($0.isNumber ? $0.head : 0.5)
    }
  }

  // MARK: Sweeps

  /// The results of a function over all of its points, called once however often they are asked
  /// for.
  func sweep(
    _ function: FunctionDeclaration, _ setting: Setting? = nil
  ) throws(ProbeFailure) -> Sweep {
    let setting = (setting ?? Setting(parameters: subject.defaults)).rounded(to: function.precision)
    let key = SweepKey(symbol: function.symbol, setting: setting)
    if let sweep = sweeps[key] { return sweep }
    let inputs = try withValues(inputs(function, setting), function)
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
