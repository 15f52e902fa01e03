import ActivationHost
import Activations

/// NaN, infinities, zeros and subnormals.
struct SpecialChecks {
  let examination: Examination
  let check: String
  private var subject: Subject { examination.subject }

  init(_ examination: Examination, _ check: String) {
    self.examination = examination
    self.check = check
  }

  private func setting(_ function: FunctionDeclaration) -> Setting {
    Setting(parameters: subject.defaults).rounded(to: function.precision)
  }

  /// NaN among ordinary numbers, at every place of a short array.
  func notANumber(isDerivative: Bool) throws(ProbeFailure) -> Finding {
    let functions =
      isDerivative
      ? subject.functions(.derivative, .gradientArray)
      : subject.functions(.value, .valueArray, .valueRow)
    if functions.isEmpty { return .skipped("no such function") }
    for function in functions {
      let count = function.isRow ? 5 : 35
      for place in 0..<count {
        var inputs = examination.complete(
          SamplePoints.ordinary(function.precision, count: count, seed: examination.options.seed),
          function, setting(function))
        // A negative NaN at every other place: its sign must not matter.
        inputs.x[place] = place % 2 == 0 ? .nan : -.nan
        if !function.isValue {
          inputs.y = inputs.x.map { function.precision.round($0 * 0.125) }
        }
        let got = try examination.caller().results(function, inputs)
        let isRight = function.isRow ? got.contains { $0.isNaN } : got[place].isNaN
        if !isRight {
          return .fail(
            "\(function.symbol) hides a NaN",
            [
              Evidence(
                function: function.symbol,
                input: "x[\(place)] = nan, n = \(count)", expected: "nan",
                got: NumberText.both(got[place]),
                reproduce: examination.command(check))
            ],
            Diagnosis(
              because: "A training that has diverged looks healthy where \(function.symbol) turns "
                + "NaN into \(got[place]).",
              remedy:
                "Let NaN fall through the comparisons of \(function.symbol): x != x ? x : ..., "
                + "and no fmax or fmin, which return the other argument."))
        }
      }
    }
    return .pass("\(functions.count) functions")
  }

  func infinity() throws(ProbeFailure) -> Finding {
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    let functions = subject.functions(.value, .valueArray)
    if functions.isEmpty { return .skipped("rows have no limit of one input") }
    var finding = Finding.pass("")
    for function in functions {
      for setting in examination.defaults(function.precision) {
        let inputs = examination.infinities(function, setting)
        let got = try examination.caller().results(function, inputs)
        let truths = examination.truths(formula, .value, inputs, function.precision)
        let tolerance = examination.tolerance(function, isDerivative: false)
        for index in got.indices where truths[index].isNumber {
          finding.asked += 1
          finding.judged += 1
          // Harmless relative to |x| means nothing here: the limit itself counts.
          if tolerance.verdict(got[index], truths[index], x: 0, isLast: true) == .good { continue }
          finding.status = .fail
          finding.message = "\(function.symbol) does not give the limit"
          finding.explain(Diagnosis(got[index], truths[index], tolerance, "limit"))
          finding.evidence.append(
            Evidence(
              function: function.symbol, input: subject.describe(inputs, index),
              expected: NumberText.both(function.precision.round(truths[index].head)),
              got: NumberText.both(got[index]), reproduce: examination.command(check)))
          return finding
        }
      }
    }
    if finding.judged == 0 { return .skipped("no limit, or none that is known") }
    finding.message = "\(finding.judged) limits"
    return finding
  }

  func zeros() throws(ProbeFailure) -> Finding {
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    let functions = subject.values.filter { !$0.isRow }
    if functions.isEmpty { return .skipped("rows are compared as rows") }
    var finding = Finding.pass("zeros and every binade of subnormals")
    for function in functions {
      let precision = function.precision
      var points = [0.0, -0.0]
      for exponent in stride(
        from: precision.isFloat ? -149 : -1074, to: precision.isFloat ? -126 : -1022, by: 1)
      {
        let scale = Double(sign: .plus, exponent: exponent, significand: 1)
        points += [
          scale, -scale, precision.previous(precision.smallestNormal) - scale + precision.smallest,
        ]
      }
      if let point = examination.options.point { points = [precision.round(point)] }
      for setting in examination.defaults(precision) {
        let inputs = examination.complete(points, function, setting)
        let sweep = Sweep(
          function: function, inputs: inputs,
          got: try examination.caller().results(function, inputs))
        let judge = SweepJudge(
          examination: examination, check: check, formula: formula, output: .value,
          tolerance: examination.tolerance(function, isDerivative: false))
        var scope = SweepJudge.Scope()
        scope.includesTiny = true
        finding.add(judge.judge(sweep, scope: scope))
        if finding.status == .fail {
          finding.message = "\(function.symbol) is off at zero or a subnormal"
          return finding
        }
      }
    }
    return finding
  }
}
