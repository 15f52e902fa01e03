import ActivationHost
import Activations
import Formulas

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
      let judge = judge(function, formula, isDerivative)
      var scope = SweepJudge.Scope()
      scope.skipsKinks = isDerivative && examination.isUnivariate
      scope.includesTiny = isDerivative
      for setting in examination.defaults(function.precision) {
        var judgement = judge.judge(try examination.sweep(function, setting), scope: scope)
        if isDerivative {
          judgement = judgement + judge.judge(try limits(function, setting), scope: scope)
        }
        finding.add(judgement)
        let state = setting.isTraining ? " while training" : ""
        if judgement.failureCount > 0 {
          texts.append("\(function.symbol) is off at \(judgement.failureCount)+ points\(state)")
        } else if let cancellation = judgement.cancellation {
          if finding.status == .pass { finding.status = .warning }
          finding.evidence.append(cancellation)
          finding.explain(
            Diagnosis(
              because: "\(function.symbol) gives \(cancellation.got ?? "") for "
                + "\(cancellation.expected ?? ""): small beside 1, and without a digit that is right.",
              remedy:
                "Write the difference in \(function.symbol) so that what is large drops out first: "
                + "expm1, log1p, erfc, or e^-|x| in the place of 1 - y."))
          texts.append(
            "\(function.symbol) loses its digits to cancellation from "
              + "\(cancellation.input ?? "") on")
        } else if let worst = judgement.worst {
          texts.append("\(function.symbol) \(NumberText.ulp(worst.ulp)) ULP\(state)")
        }
      }
      if finding.judged == 0 { return .skipped("the formula has no value at any point") }
      if examination.options.level == .exhaustive, function.precision.isFloat,
        examination.isUnivariate, examination.options.point == nil
      {
        texts += try exhaust(function, judge, &finding)
      }
    }
    finding.message = texts.joined(separator: "; ")
    return finding
  }

  private func judge(
    _ function: FunctionDeclaration, _ formula: Formula, _ isDerivative: Bool
  ) -> SweepJudge {
    SweepJudge(
      examination: examination, check: check, formula: formula,
      output: isDerivative ? .derivative(0) : .value,
      tolerance: examination.tolerance(function, isDerivative: isDerivative))
  }

  /// The results at both infinities.
  private func limits(
    _ function: FunctionDeclaration, _ setting: Setting
  ) throws(ProbeFailure) -> Sweep {
    let inputs = try examination.withValues(
      examination.infinities(function, setting), function)
    return Sweep(
      function: function, inputs: inputs, got: try examination.caller().results(function, inputs))
  }

  /// All floats, in the scalar and in the array form; returns what was covered.
  private func exhaust(
    _ function: FunctionDeclaration, _ judge: SweepJudge, _ finding: inout Finding
  ) throws(ProbeFailure) -> [String] {
    let sweep = sweep(of: function, judge)
    guard let outcome = try sweep.run() else { throw ProbeFailure(kind: .stopped) }
    var texts: [String] = []
    for (form, found) in zip(sweep.functions, outcome.forms) {
      examination.shapes[form.symbol] = found.shapes
      let sampled = finding.worst.first { $0.function == form.symbol }
      // As large, it is of more points.
      if found.worstULP >= sampled?.ulp ?? 0 {
        finding.worst.removeAll { $0.function == form.symbol }
        finding.worst.append(
          WorstError(
            function: form.symbol, ulp: found.worstULP,
            input: "x = \(NumberText.both(found.worstInput))", points: found.compared))
      }
      if !found.failures.isEmpty {
        finding.status = .fail
        finding.evidence += found.failures.map(\.evidence)
        if let diagnosis = found.failures[0].diagnosis { finding.explain(diagnosis) }
        texts.append("\(form.symbol) is off at \(found.failures[0].evidence.input ?? "a float")")
      }
      if let unjudged = found.unjudged {
        finding.asked += unjudged
        finding.omitted["the formula's value is not known", default: 0] += unjudged
      }
      texts.append(found.coverage(form.symbol))
    }
    if let array = Self.arrayForm(of: function, subject), !Self.isOfInput(array) {
      texts.append("\(array.symbol), of y, by sample (gradient)")
    }
    return texts
  }

  private static func arrayForm(
    of function: FunctionDeclaration, _ subject: Subject
  ) -> FunctionDeclaration? {
    guard function.isScalar else { return nil }
    return subject.function(function.isValue ? .valueArray : .gradientArray, function.precision)
  }

  private static func isOfInput(_ array: FunctionDeclaration) -> Bool {
    array.isValue || !array.takes("y")
  }

  /// The forms of one output that a sweep looks at: the array form, where it has the same input, and
  /// the scalar one.
  static func forms(of function: FunctionDeclaration, _ subject: Subject) -> [FunctionDeclaration] {
    let array = arrayForm(of: function, subject).flatMap { isOfInput($0) ? $0 : nil }
    return [array, function].compactMap(\.self)
  }

  private func sweep(of function: FunctionDeclaration, _ judge: SweepJudge) -> ExhaustiveSweep {
    ExhaustiveSweep(
      examination: examination, check: check, functions: Self.forms(of: function, subject),
      standard: .formula(judge),
      shape: function.isValue ? ShapeChecks(examination).swept : nil)
  }

  /// The sweep over all floats of the function with this symbol; nil where there is none to compare
  /// with a formula.
  func sweep(ofSymbol symbol: String) -> ExhaustiveSweep? {
    let functions = functions(false) + functions(true)
    guard let formula = subject.formula,
      let function = functions.first(where: { $0.symbol == symbol })
    else { return nil }
    return sweep(of: function, judge(function, formula, !function.isValue))
  }

  /// NaN or infinity where the truth is a finite number of the format.
  func finite(isDerivative: Bool) throws(ProbeFailure) -> Finding {
    let functions = functions(isDerivative)
    if functions.isEmpty { return .skipped("no such function of elements") }
    var finding = Finding.pass("")
    var compared = 0
    for function in functions {
      for setting in examination.defaults(function.precision) {
        var sweeps = [try examination.sweep(function, setting)]
        // A derivative's limits: of values they have a check of their own.
        if isDerivative { sweeps.append(try limits(function, setting)) }
        for sweep in sweeps {
          compared += sweep.got.count
          finding.add(try finite(sweep, isDerivative))
          guard finding.status == .fail else { continue }
          finding.message =
            "\(function.symbol) gives NaN or infinity where "
            + (subject.formula == nil ? "the input is finite" : "the formula gives a number")
          return finding
        }
      }
    }
    finding.message = "\(compared) results"
    return finding
  }

  /// The results of a sweep that are not finite.
  private func finite(_ sweep: Sweep, _ isDerivative: Bool) throws(ProbeFailure) -> Judgement {
    let suspects = sweep.got.indices.filter { !sweep.got[$0].isFinite }
    guard let formula = subject.formula else {
      var judgement = Judgement()
      let wrong = suspects.filter { sweep.got[$0].isNaN && sweep.inputs.x[$0].isFinite }
      judgement.failureCount = wrong.count
      if let first = wrong.first {
        judgement.explain(
          "NaN comes out of \(sweep.inputs.x[first]), and goes into every sum that meets it.",
          remedy: "Look for 0 * inf, inf - inf or inf / inf in \(sweep.function.symbol) there.")
      }
      judgement.failures = wrong.prefix(3).map { index in
        Evidence(
          function: sweep.function.symbol, input: subject.describe(sweep.inputs, index),
          expected: "a number", got: "nan",
          reproduce: examination.command(check, at: sweep.inputs.x[index]))
      }
      return judgement
    }
    let step = max(1, suspects.count / 500)
    let chosen = stride(from: 0, to: suspects.count, by: step).map { suspects[$0] }
    let part = Sweep(
      function: sweep.function, inputs: sweep.inputs.choosing(chosen),
      got: chosen.map { sweep.got[$0] })
    var scope = SweepJudge.Scope.all
    scope.skipsKinks = isDerivative && examination.isUnivariate
    var judgement = judge(sweep.function, formula, isDerivative).judge(part, scope: scope)
    judgement.worst = nil
    return judgement
  }
}
