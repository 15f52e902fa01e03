import ActivationHost
import Activations
import Formulas

/// Holds the results of a sweep against the truth.
struct SweepJudge {
  let examination: Examination
  let check: String
  let formula: Formula
  let output: FormulaProgram.Output
  let tolerance: Tolerance

  /// What a sweep came to.
  struct Judgement {
    /// The worst failures, worst first.
    var failures: [Evidence] = []
    var failureCount = 0
    var worst: WorstError?
    /// Where cancellation takes all digits, if it does: the smallest |x| of such a binade.
    var cancellation: Evidence?
    var compared = 0
  }

  /// Which points a sweep judges; others belong to other checks.
  struct Scope {
    /// Subnormal and zero inputs.
    var includesTiny = false
    /// Whether a result that is NaN or infinite where the truth is finite counts.
    var includesNonFinite = false
    /// Points beside a change of branch: a jump is accepted on either side, a kink skipped.
    var skipsKinks = false
  }

  /// - Parameter truths: the output at the sweep's points, where it is known already.
  func judge(_ sweep: Sweep, scope: Scope, truths: [TrueValue]? = nil) -> Judgement {
    let precision = sweep.function.precision
    let inputs = sweep.inputs
    let truths = truths ?? examination.truths(formula, output, inputs, precision)
    var judgement = Judgement()
    var candidates: [(index: Int, error: Double)] = []
    var worst: (index: Int, error: Double)?
    var cancelled: [Int: (bad: Int, all: Int, index: Int)] = [:]
    for index in truths.indices {
      let (truth, got, x) = (truths[index], sweep.got[index], inputs.x[index])
      guard truth.isNumber else { continue }
      if !scope.includesTiny, abs(x) < precision.smallestNormal { continue }
      let isOverflow = abs(truth.head) > precision.greatest
      if !scope.includesNonFinite, !got.isFinite, !isOverflow { continue }
      judgement.compared += 1
      let error = ULP.error(got, truth, precision)
      let verdict = tolerance.verdict(got, truth, x: x)
      let binade = (x < 0 ? -1 : 1) * (x.isZero ? 0 : Int(x.exponent) + 5000)
      cancelled[binade, default: (0, 0, index)].all += 1
      switch verdict {
      case .good:
        if error > worst?.error ?? -1 { worst = (index, error) }
      case .cancelled: cancelled[binade]!.bad += 1
      case .bad: candidates.append((index, error))
      }
    }
    if candidates.count > 400 {
      candidates.sort { $0.error > $1.error }
      candidates.removeLast(candidates.count - 400)
    }
    confirm(candidates, sweep, scope, &judgement)
    if let worst { judgement.worst = exactWorst(worst.index, sweep, judgement.compared) }
    let lost = cancelled.values.filter { $0.all >= 4 && $0.bad * 2 > $0.all }
    if let first = lost.min(by: { abs(inputs.x[$0.index]) < abs(inputs.x[$1.index]) }) {
      judgement.cancellation = evidence(first.index, sweep, truths[first.index])
    }
    return judgement
  }

  /// What polynomials call bad is bad only when MPFR says so, and only where no branch changes
  /// within a neighbouring number.
  ///
  /// - Parameter oracle: of the output, where there is one already.
  /// - Returns: the truth at the last candidate, where the result is not bad beside it.
  @discardableResult
  func confirm(
    _ candidates: [(index: Int, error: Double)], _ sweep: Sweep, _ scope: Scope,
    _ judgement: inout Judgement, oracle: FormulaOracle? = nil
  ) -> TrueValue? {
    var last: TrueValue?
    let oracle = oracle ?? FormulaOracle(formula, [output])
    let precision = sweep.function.precision
    for (index, _) in candidates {
      let truth = exact(oracle, sweep, index)
      let (got, x) = (sweep.got[index], sweep.inputs.x[index])
      let isBad = truth.isNumber && tolerance.verdict(got, truth, x: x) == .bad
      last = isBad ? nil : truth
      guard isBad else { continue }
      let sides = [precision.previous(x), precision.next(x)].map {
        exact(oracle, sweep, index, x: $0)
      }
      if sides.contains(where: { $0.piece != truth.piece }) {
        if scope.skipsKinks { continue }
        if sides.contains(where: { tolerance.verdict(got, $0, x: x) != .bad }) { continue }
      }
      if scope.skipsKinks, abs(x) < precision.smallestNormal,
        liesBetweenSides(of: index, sweep, oracle)
      {
        continue
      }
      judgement.failureCount += 1
      if judgement.failures.count < 3 {
        judgement.failures.append(evidence(index, sweep, truth))
      }
    }
    return last
  }

  /// Whether a kink at 0 excuses a derivative at a subnormal input: there a product of it is 0, or
  /// has no digit that is right, and so tells no side of the kink from the other.
  private func liesBetweenSides(
    of index: Int, _ sweep: Sweep, _ oracle: FormulaOracle
  ) -> Bool {
    let x = sweep.inputs.x[index]
    let sides = [-x, 0, x].map { exact(oracle, sweep, index, x: $0) }.filter(\.isNumber)
    guard Set(sides.map(\.piece)).count > 1, let low = sides.min(by: { $0.head < $1.head }),
      let high = sides.max(by: { $0.head < $1.head })
    else { return false }
    return tolerance.contains(sweep.got[index], low, high, x: x)
  }

  private func exact(
    _ oracle: FormulaOracle, _ sweep: Sweep, _ index: Int, x: Double? = nil
  ) -> TrueValue {
    let inputs = sweep.inputs
    return oracle.evaluate(
      examination.subject.point(
        x: x ?? inputs.x[index], gate: inputs.gate.isEmpty ? 0 : inputs.gate[index],
        u: inputs.u.isEmpty ? 0 : inputs.u[index], inputs.setting),
      for: sweep.function.precision)[0]
  }

  private func exactWorst(_ index: Int, _ sweep: Sweep, _ count: Int) -> WorstError {
    let truth = exact(FormulaOracle(formula, [output]), sweep, index)
    let error = ULP.error(sweep.got[index], truth, sweep.function.precision)
    return WorstError(
      function: sweep.function.symbol, ulp: min(error, 1e300),
      input: describe(sweep.inputs, index), points: count)
  }

  func evidence(_ index: Int, _ sweep: Sweep, _ truth: TrueValue) -> Evidence {
    let precision = sweep.function.precision
    let error = ULP.error(sweep.got[index], truth, precision)
    return Evidence(
      function: sweep.function.symbol, input: describe(sweep.inputs, index),
      expected: NumberText.both(precision.round(truth.head)),
      got: NumberText.both(sweep.got[index]), ulp: NumberText.ulp(error),
      reproduce: examination.command(check, at: sweep.inputs.x[index]))
  }

  func describe(_ inputs: CallInputs, _ index: Int) -> String {
    var parts = ["x = \(NumberText.both(inputs.x[index]))"]
    if !inputs.gate.isEmpty { parts.append("gate = \(NumberText.both(inputs.gate[index]))") }
    if !inputs.u.isEmpty { parts.append("u = \(NumberText.both(inputs.u[index]))") }
    for (parameter, value) in zip(
      examination.subject.activation.parameters, inputs.setting.parameters)
    {
      parts.append("\(parameter.name) = \(value)")
    }
    return parts.joined(separator: ", ")
  }
}
