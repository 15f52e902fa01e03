import ActivationHost
import Activations
import Formulas

/// Array forms in half precision, at every number of the format: there are 65,536.
struct HalfChecks {
  let examination: Examination
  static let check = "half-precision"
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    let functions = subject.activation.halves
    if functions.isEmpty { return .skipped("no array form in half precision") }
    var finding = Finding.pass("")
    for function in functions {
      let caller = HalfCaller(examination, function)
      if let fault = try HalfMemory(examination, caller).run() { return fault }
      // All numbers at the defaults; with other parameters one of 32.
      for setting in examination.defaults(.float32) {
        for judgement in try judge(caller, Array(0...UInt16.max), setting) {
          finding.add(judgement)
        }
      }
      let some = stride(from: UInt16(0), through: .max, by: 32).map { $0 | UInt16.random($0) }
      for setting in ParameterChecks(examination).settings() {
        for setting in examination.trainings(of: setting.rounded(to: .float32)) {
          for judgement in try judge(caller, some, setting) { finding.add(judgement) }
        }
      }
      if finding.status == .fail {
        finding.message = "\(function.symbol) is off"
        return finding
      }
    }
    finding.message = "\(functions.count) functions, each at all numbers of its format"
    return finding
  }

  private func judge(
    _ caller: HalfCaller, _ bits: [UInt16], _ setting: Setting
  ) throws(ProbeFailure) -> [Judgement] {
    let inputs = caller.inputs(bits, setting)
    let got = try caller.call(inputs)
    var judgements: [Judgement] = []
    for (output, bits) in zip(caller.outputs, got) {
      guard let truths = try truths(caller, output, inputs) else { continue }
      let judge = HalfJudge(examination, caller.function, output, inputs)
      judgements.append(judge.judge(bits, truths))
    }
    return judgements
  }

  /// What the function is held to: the formula, or, without one, the plugin's own functions of doubles
  /// or floats; nil where it has none that says it.
  private func truths(
    _ caller: HalfCaller, _ output: FormulaProgram.Output, _ inputs: HalfInputs
  ) throws(ProbeFailure) -> [TrueValue]? {
    // NaN has a rule of its own.
    let numbers = inputs.x.indices.filter { !inputs.x[$0].isNaN }
    var truths = [TrueValue](repeating: TrueValue(kind: .notANumber), count: inputs.x.count)
    let given = inputs.wide.choosing(numbers)
    let known: [TrueValue]
    if let formula = subject.formula {
      known = examination.truths(formula, output, given, .float32)
    } else {
      let isValue = output == .value
      let own = (isValue ? subject.values : subject.derivatives).filter { !$0.isRow }
      guard let function = own.last, output == .value || output == .derivative(0) else {
        return nil
      }
      var inputs = try examination.withValues(given, function)
      if function.isGradient { inputs.dy = [Double](repeating: 1, count: inputs.count) }
      known = try examination.caller().results(function, inputs).map {
        $0.isNaN ? TrueValue(kind: .notANumber) : TrueValue(kind: .number, head: $0)
      }
    }
    for (index, truth) in zip(numbers, known) { truths[index] = truth }
    return truths
  }
}

extension UInt16 {
  /// Which of 32 numbers in a row: another for each.
  fileprivate static func random(_ place: UInt16) -> UInt16 {
    UInt16(truncatingIfNeeded: UInt64(place) &* 0x9E37_79B9_7F4A_7C15 >> 59)
  }
}

/// What a form in half precision is called with.
struct HalfInputs {
  /// As the format's numbers.
  var x: [Double]
  var gate: [Double] = []
  var dy: [Double] = []
  var setting: Setting

  /// As what other checks take, without dy.
  var wide: CallInputs { CallInputs(x: x, gate: gate, setting: setting) }
}
