import ActivationHost
import Activations

/// Checks that compare a function with the formula over many points.
struct SweepChecks {
  let examination: Examination
  let check: String
  private var subject: Subject { examination.subject }

  init(_ examination: Examination, _ check: String) {
    self.examination = examination
    self.check = check
  }

  /// The functions, without a row's: those have checks of their own.
  private func functions(_ isDerivative: Bool) -> [FunctionDeclaration] {
    (isDerivative ? subject.derivatives : subject.values).filter { !$0.isRow }
  }

  func agreement(isDerivative: Bool) throws(ProbeFailure) -> Finding {
    guard let formula = subject.formula else {
      return isDerivative
        ? try DifferenceChecks(examination).run() : .skipped("no formula to compare with")
    }
    let functions = functions(isDerivative)
    if functions.isEmpty {
      return .skipped(isDerivative ? "no derivative of x" : "rows are compared as rows")
    }
    var finding = Finding.pass("")
    var texts: [String] = []
    for function in functions {
      let judge = SweepJudge(
        examination: examination, check: check, formula: formula,
        output: isDerivative ? .derivative(0) : .value,
        tolerance: examination.tolerance(function, isDerivative: isDerivative))
      let sweep = try examination.sweep(function)
      var scope = SweepJudge.Scope()
      scope.skipsKinks = isDerivative
      scope.includesTiny = isDerivative
      let judgement = judge.judge(sweep, scope: scope)
      if let worst = judgement.worst { finding.worst.append(worst) }
      if judgement.failureCount > 0 {
        finding.status = .fail
        finding.evidence += judgement.failures
        texts.append("\(function.symbol) is off at \(judgement.failureCount)+ points")
      } else if let cancellation = judgement.cancellation {
        if finding.status == .pass { finding.status = .warning }
        finding.evidence.append(cancellation)
        texts.append(
          "\(function.symbol) loses its digits to cancellation from \(cancellation.input ?? "") on")
      } else if let worst = judgement.worst {
        texts.append("\(function.symbol) \(NumberText.ulp(worst.ulp)) ULP")
      } else if finding.status == .pass {
        return .skipped("the formula has no value at any point")
      }
      if examination.options.level == .exhaustive, function.precision.isFloat,
        examination.isUnivariate, examination.options.point == nil
      {
        texts += try exhaust(function, judge, &finding)
      }
    }
    finding.message = texts.joined(separator: "; ")
    return finding
  }

  /// All floats, in the scalar and in the array form; returns what was covered.
  private func exhaust(
    _ function: FunctionDeclaration, _ judge: SweepJudge, _ finding: inout Finding
  ) throws(ProbeFailure) -> [String] {
    let array =
      function.isScalar
      ? subject.function(function.isValue ? .valueArray : .gradientArray, function.precision) : nil
    let isOfInput = array.map { $0.isValue || !$0.takes("y") } ?? false
    let forms = [isOfInput ? array : nil, function].compactMap(\.self)
    let sweep = ExhaustiveSweep(
      examination: examination, check: check, functions: forms, judge: judge)
    guard let outcome = try sweep.run() else { throw ProbeFailure(kind: .stopped) }
    var texts: [String] = []
    for (form, found) in zip(forms, outcome.forms) {
      let sampled = finding.worst.first { $0.function == form.symbol }
      if found.worstULP > sampled?.ulp ?? -1 {
        finding.worst.removeAll { $0.function == form.symbol }
        finding.worst.append(
          WorstError(
            function: form.symbol, ulp: found.worstULP,
            input: "x = \(NumberText.both(found.worstInput))", points: found.compared))
      }
      if !found.failures.isEmpty {
        finding.status = .fail
        finding.evidence += found.failures.map(\.evidence)
        texts.append("\(form.symbol) is off at \(found.failures[0].evidence.input ?? "a float")")
      }
      texts.append(found.coverage(form.symbol))
    }
    if let array, !isOfInput { texts.append("\(array.symbol), of y, by sample (gradient)") }
    return texts
  }

  /// NaN or infinity where the truth is a finite number of the format.
  func finite(isDerivative: Bool) throws(ProbeFailure) -> Finding {
    let functions = functions(isDerivative)
    if functions.isEmpty { return .skipped("no such function of elements") }
    var compared = 0
    for function in functions {
      let sweep = try examination.sweep(function)
      compared += sweep.got.count
      let suspects = sweep.got.indices.filter { !sweep.got[$0].isFinite }
      guard let formula = subject.formula else {
        if let first = suspects.first(where: { sweep.got[$0].isNaN }) {
          return .fail(
            "\(function.symbol) gives NaN for a finite input",
            [
              Evidence(
                function: function.symbol, input: NumberText.both(sweep.inputs.x[first]),
                expected: "a number", got: "nan",
                reproduce: examination.command(check, at: sweep.inputs.x[first]))
            ])
        }
        continue
      }
      let judge = SweepJudge(
        examination: examination, check: check, formula: formula,
        output: isDerivative ? .derivative(0) : .value,
        tolerance: examination.tolerance(function, isDerivative: isDerivative))
      let step = max(1, suspects.count / 500)
      let chosen = stride(from: 0, to: suspects.count, by: step).map { suspects[$0] }
      let part = Sweep(
        function: function, inputs: sweep.inputs.choosing(chosen), got: chosen.map { sweep.got[$0] }
      )
      var scope = SweepJudge.Scope()
      (scope.includesTiny, scope.includesNonFinite, scope.skipsKinks) = (true, true, isDerivative)
      let judgement = judge.judge(part, scope: scope)
      if judgement.failureCount > 0 {
        return .fail(
          "\(function.symbol) gives NaN or infinity where the formula gives a number",
          judgement.failures)
      }
    }
    return .pass("\(compared) results")
  }
}

extension CallInputs {
  /// The elements at these indices.
  func choosing(_ indices: [Int]) -> CallInputs {
    func part(_ values: [Double]) -> [Double] { values.isEmpty ? [] : indices.map { values[$0] } }
    return CallInputs(
      x: part(x), gate: part(gate), u: part(u), y: part(y), dy: part(dy), setting: setting)
  }
}
