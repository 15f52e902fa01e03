import ActivationHost
import Activations
import Formulas

/// Partial derivatives against the formula's.
struct PartialChecks {
  let examination: Examination

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    let subject = examination.subject
    if subject.partials.isEmpty { return .skipped("no partial derivatives as functions") }
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    var worst: [WorstError] = []
    for precision in Precision.allCases {
      let partials = subject.partials.compactMap { partial in
        subject.variables.firstIndex(of: partial.name).map {
          (partial.name, partial.function, FormulaProgram.Output.derivative($0))
        }
      }.filter { $0.1.precision == precision && $0.1.takes("x") }
      guard let first = partials.first else { continue }
      let setting = Setting(parameters: subject.defaults).rounded(to: precision)
      let inputs = examination.inputs(
        first.1, setting, count: examination.options.level.doublePoints / 4)
      // The partial derivatives of a formula have most steps in common.
      let truths = examination.truths(formula, partials.map(\.2), inputs, precision)
      for ((name, function, output), truths) in zip(partials, truths) {
        let given = examination.complete(inputs.x, function, setting)
        let sweep = Sweep(
          function: function, inputs: given, got: try examination.caller().results(function, given))
        let judge = SweepJudge(
          examination: examination, check: "partials", formula: formula, output: output,
          tolerance: examination.tolerance(function, isDerivative: true))
        var scope = SweepJudge.Scope()
        (scope.includesTiny, scope.includesNonFinite, scope.skipsKinks) = (true, true, true)
        let judgement = judge.judge(sweep, scope: scope, truths: truths)
        if judgement.failureCount > 0 {
          return .fail("\(function.symbol) is not df/d\(name)", judgement.failures)
        }
        if let error = judgement.worst { worst.append(error) }
      }
    }
    return .pass("\(subject.partials.count) functions", worst: worst)
  }
}
