import ActivationHost
import Activations
import CProbe
import Dispatch
import Glibc
import Synchronization

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

  private struct SweepKey: Hashable {
    var symbol: String
    var setting: Setting
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
  func inputs(
    _ function: FunctionDeclaration, _ setting: Setting, count: Int? = nil
  ) -> CallInputs {
    let precision = function.precision
    let many =
      isUnivariate && precision.isFloat ? options.level.floatPoints : options.level.doublePoints
    let points =
      options.point.map { [precision.round($0)] }
      ?? SamplePoints.elements(
        precision, count: count ?? many, seed: options.seed, focus: focus)
    return complete(points, function, setting)
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
    if !isUnivariate {
      inputs.u = SamplePoints.uniform(precision, count: points.count, seed: options.seed)
    }
    if !function.isScalar && !function.isValue {
      inputs.dy = [Double](repeating: 1, count: points.count)
    }
    return inputs
  }

  // MARK: Truth

  /// An output of the formula at each input: from polynomials where they settle it to 2^-8 ULP,
  /// else from MPFR.
  func truths(
    _ formula: Formula, _ output: FormulaProgram.Output, _ inputs: CallInputs,
    _ precision: Precision
  ) -> [TrueValue] {
    let usesPolynomials = precision.isFloat && isUnivariate && inputs.count > 20_000
    let setting = inputs.setting
    let subject = subject
    return Self.concurrently(inputs.count) { range in
      let oracle = FormulaOracle(formula, [output])
      let point = { (index: Int, x: Double) in
        subject.point(
          x: x, gate: inputs.gate.isEmpty ? 0 : inputs.gate[index],
          u: inputs.u.isEmpty ? 0 : inputs.u[index], setting)
      }
      guard usesPolynomials else {
        return range.map { oracle.evaluate(point($0, inputs.x[$0]), for: precision)[0] }
      }
      let approximation = FloatApproximation(oracle, output: 0, depth: 8) { point(0, $0) }
      var segment = FloatApproximation.Segment(low: 1, high: 0)
      return range.map { index in
        let x = inputs.x[index]
        let place = FloatOrder.index(Float(x))
        if place < segment.low || place > segment.high { segment = approximation.segment(place) }
        switch segment.kind {
        case .overflow(let sign): return TrueValue(kind: .number, head: sign * .infinity)
        case .exact: return approximation.exact(x)
        case .polynomial:
          let value = segment.value(x)
          guard segment.error <= ULP.unit(at: value, .float32) * 0x1p-8 else {
            return approximation.exact(x)
          }
          return TrueValue(kind: .number, head: value)
        }
      }
    }
  }

  /// Maps the indices below `count` in order, in as many threads as there are processors.
  static func concurrently<Element: Sendable>(
    _ count: Int, _ map: @Sendable (Range<Int>) -> [Element]
  ) -> [Element] {
    let parts = count < 64 ? 1 : max(1, min(8, processors))
    let results = Mutex([[Element]](repeating: [], count: parts))
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let range = (part * count / parts)..<((part + 1) * count / parts)
      let mapped = map(range)
      results.withLock { $0[part] = mapped }
    }
    return results.withLock { $0.flatMap(\.self) }
  }

  static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

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
