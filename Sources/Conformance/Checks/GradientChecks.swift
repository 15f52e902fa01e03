import ActivationHost
import Activations
import Formulas

/// Gradient arrays against the formula, or without one against the plugin's own derivative.
struct GradientChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    let functions = subject.functions(.gradientArray)
    if functions.isEmpty {
      return .skipped(
        subject.activation.form == .row ? "a row's is row-gradient" : "no gradient functions")
    }
    var finding = Finding.pass("\(functions.count) functions")
    for function in functions {
      for setting in examination.defaults(function.precision) {
        let judgement =
          subject.formula == nil
          ? try againstDerivative(function, setting) : try againstFormula(function, setting)
        finding.add(judgement)
        if finding.status == .fail {
          finding.message =
            "\(function.symbol) is not dy times the derivative, or does not add its sums"
          return finding
        }
      }
    }
    return finding
  }

  private func againstFormula(
    _ function: FunctionDeclaration, _ setting: Setting
  ) throws(ProbeFailure) -> Judgement {
    // At the points of the values, whose truths are known already.
    try FormJudge(examination: examination, check: "gradient").judge(function, setting)
  }

  /// The plugin's own scalar derivative times dy, for factors that no arithmetic hides.
  func againstDerivative(
    _ function: FunctionDeclaration, _ setting: Setting, check: String = "gradient"
  ) throws(ProbeFailure) -> Judgement {
    var judgement = Judgement()
    guard
      let scalar = subject.function(.derivative, function.precision)
        ?? subject.functions(.derivative).last
    else {
      // `derivative` compares it with differences of the value.
      return judgement
    }
    let points = examination.inputs(function, setting).x.filter { abs($0) <= 0x1p20 }
    let factors = [1.0, -1, 0.75, -2.5, 0, 1e-30, -0.0, 1e30]
    func inputs(_ form: FunctionDeclaration) throws(ProbeFailure) -> CallInputs {
      var inputs = examination.complete(points, form, setting)
      if form.isGradient { inputs.dy = points.indices.map { factors[$0 % factors.count] } }
      return try examination.withValues(inputs, form)
    }
    let given = try inputs(function)
    let slopes = try examination.caller().results(scalar, inputs(scalar))
    let got = try examination.caller().results(function, given)
    let tolerance = examination.tolerance(function, isDerivative: true)
    // A form of y is not asked to be as good as one of x where y is all the same.
    let slack = function.takes("y") != scalar.takes("y") ? 1e-4 : 0
    for index in got.indices {
      let slope = TrueValue(kind: .number, head: slopes[index])
      let dy = given.dy[index]
      let expected = dy == 0 ? TrueValue(kind: .number, head: 0) : slope.scaled(by: dy)
      guard expected.head.isFinite, slopes[index].isFinite,
        abs(expected.head) < function.precision.greatest
      else { continue }
      judgement.asked += 1
      judgement.judged += 1
      let verdict = tolerance.verdict(got[index], expected, x: points[index], dy, of: slope)
      if verdict == .good || verdict == .cancelled { continue }
      if abs(got[index] - expected.head) <= slack * abs(dy) { continue }
      judgement.failureCount += 1
      judgement.explain(
        got[index] == slopes[index] && dy != 1
          ? "\(function.symbol) gives f' = \(slopes[index]) whatever dy is, here \(dy)."
          : "\(function.symbol) gives \(got[index]) where dy f' is \(expected.head).",
        remedy: got[index] == slopes[index]
          ? "Multiply by dy[i]." : "Compare \(function.symbol) with \(scalar.symbol) at this input."
      )
      if judgement.failures.count >= 3 { continue }
      judgement.failures.append(
        Evidence(
          function: function.symbol, input: subject.describe(given, index),
          expected: NumberText.both(expected.head), got: NumberText.both(got[index]),
          reproduce: examination.command(check)))
    }
    return judgement
  }
}
