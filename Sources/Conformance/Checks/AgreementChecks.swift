import ActivationHost
import Activations
import Formulas

/// Forms of one function against each other.
struct AgreementChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  private func setting(_ precision: Precision) -> Setting {
    Setting(parameters: subject.defaults).rounded(to: precision)
  }

  /// The array form against the truth, by the same promise as the scalar form; without a formula
  /// against the scalar form. A whole number of vectors, at the start of a page: other lengths and
  /// places have checks of their own.
  func arrays() throws(ProbeFailure) -> Finding {
    var finding = Finding.pass("")
    var compared = 0
    for function in subject.functions(.valueArray) {
      for setting in examination.defaults(function.precision) {
        finding.add(try array(function, setting, &compared))
        if finding.status == .fail {
          finding.message = "\(function.symbol) is off where the scalar form is not"
          return finding
        }
      }
    }
    if let finding = try precisions(&compared) { return finding }
    if compared == 0 { return .skipped("one form in one precision") }
    finding.message = "\(compared) results"
    return finding
  }

  private func array(
    _ function: FunctionDeclaration, _ setting: Setting, _ compared: inout Int
  ) throws(ProbeFailure) -> Judgement {
    guard let scalar = subject.function(.value, function.precision) else { return Judgement() }
    // Where elements have values of their own, only the truth tells.
    if subject.activation.parameters.contains(where: { function.takesArray(of: $0) }) {
      guard subject.formula != nil else { return Judgement() }
      let inputs = examination.inputs(
        function, setting, count: examination.options.level.exactPoints)
      compared += inputs.count
      return try FormJudge(examination: examination, check: "array-scalar").judge(function, inputs)
    }
    var sweep = try examination.sweep(scalar, setting)
    let whole = sweep.inputs.count / 64 * 64
    if examination.options.point == nil {
      sweep = Sweep(
        function: scalar, inputs: sweep.inputs.slice(0..<whole), got: Array(sweep.got[..<whole]))
    }
    let got = try examination.caller().results(function, sweep.inputs)
    compared += got.count
    var judgement = Judgement()
    let differing = got.indices.filter { got[$0].bitPattern != sweep.got[$0].bitPattern }
    if differing.isEmpty { return judgement }
    let tolerance = examination.tolerance(function, isDerivative: false)
    if let formula = subject.formula {
      let part = Sweep(
        function: function, inputs: sweep.inputs.choosing(differing), got: differing.map { got[$0] }
      )
      let judge = SweepJudge(
        examination: examination, check: "array-scalar", formula: formula, output: .value,
        tolerance: tolerance)
      return judge.judge(part, scope: .all)
    }
    if let index = differing.first(where: {
      !(got[$0].isNaN && sweep.got[$0].isNaN)
        && tolerance.verdict(
          got[$0], TrueValue(kind: .number, head: sweep.got[$0]), x: sweep.inputs.x[$0],
          isLast: true) == .bad
    }) {
      judgement.failureCount = 1
      judgement.failures = [disagreement(function, sweep, index, got[index], sweep.got[index])]
      judgement.diagnosis = Diagnosis(
        disagreement: function.symbol, scalar.symbol, got[index], sweep.got[index],
        x: sweep.inputs.x[index])
    }
    return judgement
  }

  /// float against double at the same inputs, rounded.
  private func precisions(_ compared: inout Int) throws(ProbeFailure) -> Finding? {
    guard subject.formula == nil, let float = subject.function(.value, .float32),
      let double = subject.function(.value, .float64)
    else { return nil }
    let sweep = try examination.sweep(float)
    let inputs = examination.complete(sweep.inputs.x, double, sweep.inputs.setting)
    let got = try examination.caller().results(double, inputs)
    compared += got.count
    let tolerance = examination.tolerance(float, isDerivative: false)
    guard
      let index = got.indices.first(where: {
        got[$0].isFinite && abs(got[$0]) < Precision.float32.greatest && sweep.got[$0].isFinite
          && tolerance.verdict(
            sweep.got[$0], TrueValue(kind: .number, head: got[$0]), x: sweep.inputs.x[$0],
            isLast: true) == .bad
      })
    else { return nil }
    return .fail(
      "\(float.symbol) and \(double.symbol) disagree",
      [disagreement(float, sweep, index, sweep.got[index], got[index])],
      Diagnosis(
        disagreement: float.symbol, double.symbol, sweep.got[index], got[index],
        x: sweep.inputs.x[index]))
  }

  private func disagreement(
    _ function: FunctionDeclaration, _ sweep: Sweep, _ index: Int, _ got: Double,
    _ expected: Double
  ) -> Evidence {
    Evidence(
      function: function.symbol, input: "x = \(NumberText.both(sweep.inputs.x[index]))",
      expected: NumberText.both(expected), got: NumberText.both(got),
      reproduce: examination.command("array-scalar", at: sweep.inputs.x[index]))
  }
}
