import ActivationHost
import Activations

/// f itself.
extension Check {
  static let values = [
    Check(
      "value", .value, "equals the formula over every binade, densely where it bends",
      why: "An approximation that is good to six digits in [-5, 5] is often wrong beyond: "
        + "1 + erf(x / sqrt 2) loses the whole left tail of gelu below -5.4 in float.",
      remedy: "Compute in double, or with expm1, log1p, erfc where the plain form cancels."
    ) { (examination) throws(ProbeFailure) in
      if examination.subject.activation.form == .row { return try RowChecks(examination).value() }
      return try SweepChecks(examination, "value").agreement(isDerivative: false)
    },
    Check(
      "value-nan", .value, "NaN gives NaN",
      why: "Comparisons with NaN are false, so that x > 0 ? x : 0 turns a NaN, the sign that "
        + "something broke upstream, into a plausible 0.",
      remedy: "Write the comparison so that NaN takes the branch that computes: x <= 0 ? 0 : x."
    ) { (examination) throws(ProbeFailure) in
      try SpecialChecks(examination, "value-nan").notANumber(isDerivative: false)
    },
    Check(
      "value-infinity", .value, "an infinite input gives the limit, where there is one",
      why: "x * sigmoid(x) at -inf is -inf * 0 = NaN although the limit is 0; the NaN then spreads "
        + "through the whole network.",
      remedy: "Clamp the argument of the factor that vanishes, or handle the infinity."
    ) { (examination) throws(ProbeFailure) in
      try SpecialChecks(examination, "value-infinity").infinity()
    },
    Check(
      "value-zero", .value, "zeros of both signs and subnormal inputs",
      why: "Fast code flushes subnormals to zero, and tables start beyond them.",
      remedy: "Do not compile with -ffast-math; test |x| before dividing by it."
    ) { (examination) throws(ProbeFailure) in
      try SpecialChecks(examination, "value-zero").zeros()
    },
    Check(
      "value-finite", .value, "no NaN or infinity where the true value is a finite number",
      why: "log(1 + exp(x)) is inf above 709 although softplus(x) is x there.",
      remedy: "Rewrite so that no intermediate result overflows."
    ) { (examination) throws(ProbeFailure) in
      try SweepChecks(examination, "value-finite").finite(isDerivative: false)
    },
    Check(
      "range", .value, "every value lies in the declared range",
      why: "A sigmoid of 1.0000001 makes log(1 - y) NaN.",
      remedy: "Clamp the result, or declare the range that it has."
    ) { (examination) throws(ProbeFailure) in try ShapeChecks(examination).range() },
    Check(
      "monotonic", .value, "rises or falls as declared, from each number to the next",
      why: "Where two approximations meet they leave a step: training stalls at it.",
      remedy: "Make the pieces meet, or declare what is true."
    ) { (examination) throws(ProbeFailure) in try ShapeChecks(examination).monotonic() },
    Check(
      "symmetry", .value, "odd or even as declared",
      why: "A range reduction that treats the sides differently shows as a bias.",
      remedy: "Compute from |x| and restore the sign."
    ) { (examination) throws(ProbeFailure) in try ShapeChecks(examination).symmetry() },
  ]
}

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
        for form in [function, array(of: function)].compactMap(\.self) {
          texts.append(try exhaust(form, judge, &finding))
        }
      }
    }
    finding.message = texts.joined(separator: "; ")
    return finding
  }

  /// The array form that a network calls instead, where it takes x.
  private func array(of function: FunctionDeclaration) -> FunctionDeclaration? {
    guard function.isScalar else { return nil }
    let form = subject.function(
      function.isValue ? .valueArray : .gradientArray, function.precision)
    return form.flatMap { $0.takes("x") && !$0.takes("y") || $0.isValue ? $0 : nil }
  }

  /// All floats; returns what was covered.
  private func exhaust(
    _ function: FunctionDeclaration, _ judge: SweepJudge, _ finding: inout Finding
  ) throws(ProbeFailure) -> String {
    let sweep = ExhaustiveSweep(
      examination: examination, check: check, function: function, judge: judge)
    let outcome = try sweep.run()
    finding.worst.removeAll { $0.function == function.symbol }
    finding.worst.append(
      WorstError(
        function: function.symbol, ulp: outcome.worstULP,
        input: "x = \(NumberText.both(outcome.worstInput))", points: outcome.compared))
    if !outcome.failures.isEmpty {
      finding.status = .fail
      finding.evidence += outcome.failures
    }
    return outcome.coverage(function.symbol)
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
