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

  /// Which points a sweep judges; others belong to other checks.
  struct Scope {
    /// Subnormal and zero inputs.
    var includesTiny = false
    /// Whether a result that is NaN or infinite where the truth is finite counts.
    var includesNonFinite = false
    /// Whether another check judges what lies beside a change of branch; else it must lie between
    /// what the branches give there.
    var skipsKinks = false

    /// Everything that has a truth.
    static let all = Scope(includesTiny: true, includesNonFinite: true)
  }

  /// - Parameter truths: the output at the sweep's points, where it is known already.
  func judge(_ sweep: Sweep, scope: Scope, truths: [TrueValue]? = nil) -> Judgement {
    let precision = sweep.function.precision
    let inputs = sweep.inputs
    let truths = truths ?? examination.truths(formula, output, inputs, precision)
    var judgement = Judgement()
    var candidates: [(index: Int, error: Double)] = []
    var worst: (index: Int, error: Double)?
    // Of runs of points in one binade: how many are cancelled, of how many, and the first.
    var runs: [(bad: Int, all: Int, index: Int)] = []
    var binade: Int?
    for index in truths.indices {
      let (got, x) = (sweep.got[index], inputs.x[index])
      let truth = expected(truths[index], sweep, index)
      if !scope.includesTiny, abs(x) < precision.smallestNormal { continue }
      let isOverflow = abs(truths[index].head) > precision.greatest
      if !scope.includesNonFinite, !got.isFinite, !isOverflow { continue }
      // Where f' itself is beyond the format, so may be its product.
      if isOverflow, !inputs.dy.isEmpty { continue }
      // Of a function that oscillates to the end no limit is asked.
      if x.isInfinite, !truth.isNumber { continue }
      judgement.asked += 1
      guard truth.isNumber else {
        if !truth.limits.isEmpty {
          judge(index, sweep, between: truth.limits, &judgement)
        } else if truth.kind == .undetermined {
          judgement.omit("the formula's value is not known")
        } else if got.isNaN {
          judgement.judged += 1
        } else {
          judgement.omit("the formula has no value, the function has")
        }
        continue
      }
      judgement.judged += 1
      let error = ULP.error(got, truth, precision)
      let verdict = tolerance.verdict(got, truth, x: x, dy(sweep, index), of: truths[index])
      let own = (x < 0 ? -1 : 1) * (x.isZero ? 0 : x.isFinite ? Int(x.exponent) + 5000 : 9999)
      if own != binade { runs.append((0, 0, index)) }
      binade = own
      runs[runs.count - 1].all += 1
      if verdict == .cancelled {
        // What is shown is one that lost its digits.
        if runs[runs.count - 1].bad == 0 { runs[runs.count - 1].index = index }
        runs[runs.count - 1].bad += 1
      }
      if verdict == .doubtful || verdict == .bad {
        candidates.append((index, error))
      } else if error > worst?.error ?? -1 {
        worst = (index, error)
      }
    }
    candidates.sort { $0.error > $1.error }
    confirm(candidates, sweep, scope, &judgement)
    if let cleared = judgement.worstCleared, cleared.error > worst?.error ?? -1 { worst = cleared }
    if let index = judgement.worstFailure { worst = (index, .infinity) }
    if let worst { judgement.worst = exactWorst(worst.index, sweep, judgement.judged) }
    let lost = runs.filter { $0.all >= 4 && $0.bad * 2 > $0.all }
    if let first = lost.min(by: { abs(inputs.x[$0.index]) < abs(inputs.x[$1.index]) }) {
      judgement.cancellation = evidence(first.index, sweep, truths[first.index])
    }
    return judgement
  }

  /// Where the formula has no value but a limit on either side, what lies between them is right; so is
  /// NaN for a value, but not for a slope, with which it would go into every weight.
  private func judge(
    _ index: Int, _ sweep: Sweep, between limits: [TrueValue], _ judgement: inout Judgement
  ) {
    let (got, x) = (sweep.got[index], sweep.inputs.x[index])
    judgement.judged += 1
    let ends = limits.sorted { $0.head < $1.head }
    if got.isNaN
      ? output == .value : tolerance.contains(got, ends[0], ends[1], x: x, dy: dy(sweep, index))
    {
      return
    }
    judgement.failureCount += 1
    let what = output == .value ? "value" : "derivative"
    judgement.diagnosis =
      judgement.diagnosis
      ?? Diagnosis(
        because: "The \(what) tends to \(limits[0].head) from below and to \(limits[1].head) from "
          + "above, and to nothing outside of these.",
        remedy: "Give either, or a number between: a comparison of x decides which.")
    guard judgement.failures.count < 3 else { return }
    judgement.failures.append(
      Evidence(
        function: sweep.function.symbol, input: examination.subject.describe(sweep.inputs, index),
        expected: "from \(NumberText.both(ends[0].head)) to \(NumberText.both(ends[1].head))",
        got: NumberText.both(got), reproduce: examination.command(check, at: x)))
  }

  /// So many failures tell enough.
  private static let mostFailures = 400

  /// What polynomials call bad, or leave open, is bad only when MPFR says so, and only where no branch
  /// changes within a neighbouring number.
  ///
  /// - Parameter oracle: of the output, where there is one already.
  /// - Returns: the truth at the last candidate, unless a change of branch excuses the result.
  @discardableResult
  func confirm(
    _ candidates: [(index: Int, error: Double)], _ sweep: Sweep, _ scope: Scope,
    _ judgement: inout Judgement, oracle: FormulaOracle? = nil
  ) -> TrueValue? {
    var last: TrueValue?
    let oracle = oracle ?? FormulaOracle(formula, [output])
    let precision = sweep.function.precision
    func isBad(_ got: Double, _ truth: TrueValue, _ index: Int) -> Bool {
      tolerance.verdict(
        got, expected(truth, sweep, index), x: sweep.inputs.x[index], dy(sweep, index), of: truth,
        isLast: true) == .bad
    }
    for (index, _) in candidates where judgement.failureCount < Self.mostFailures {
      let (got, x) = (sweep.got[index], sweep.inputs.x[index])
      var truth = exact(oracle, sweep, index)
      if isOpen(got, truth, sweep, index) { truth = exact(oracle, sweep, index, beyond: 60) }
      let isOff = truth.isNumber && isBad(got, truth, index)
      last = isOff ? nil : truth
      guard isOff else {
        let error = ULP.error(got, expected(truth, sweep, index), precision)
        if truth.isNumber, error > judgement.worstCleared?.error ?? -1 {
          judgement.worstCleared = (index, error)
        }
        continue
      }
      // A limit lies on no piece, and beside an infinity there is no kink.
      let beside = x.isFinite ? [precision.previous(x), precision.next(x)] : []
      let sides = beside.map { exact(oracle, sweep, index, x: $0) }
      if sides.contains(where: { $0.piece != truth.piece }) {
        if scope.skipsKinks { continue }
        let ends = (sides + [truth]).filter(\.isNumber).map { expected($0, sweep, index) }
        if let low = ends.min(by: { $0.head < $1.head }),
          let high = ends.max(by: { $0.head < $1.head }), got >= low.head, got <= high.head,
          output != .value
        {
          continue
        }
        if sides.contains(where: { $0.isNumber && !isBad(got, $0, index) }) { continue }
      }
      if output != .value, abs(x) < precision.smallestNormal,
        liesBetweenSides(of: index, sweep, oracle)
      {
        continue
      }
      last = truth
      judgement.failureCount += 1
      judgement.worstFailure = judgement.worstFailure ?? index
      if judgement.failures.count < 3 {
        judgement.failures.append(evidence(index, sweep, truth))
      }
      if judgement.diagnosis == nil {
        judgement.diagnosis = Diagnosis(
          got, expected(truth, sweep, index), tolerance, output == .value ? "value" : "derivative")
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
    let sides = [-x, 0, x].map { expected(exact(oracle, sweep, index, x: $0), sweep, index) }
      .filter(\.isNumber)
    guard Set(sides.map(\.piece)).count > 1, let low = sides.min(by: { $0.head < $1.head }),
      let high = sides.max(by: { $0.head < $1.head })
    else { return false }
    return tolerance.contains(sweep.got[index], low, high, x: x)
  }

  private func exact(
    _ oracle: FormulaOracle, _ sweep: Sweep, _ index: Int, x: Double? = nil, beyond: Int? = nil
  ) -> TrueValue {
    let point = examination.subject.point(sweep.inputs, index, x: x)
    let precision = sweep.function.precision
    return beyond.map { oracle.evaluate(point, for: precision, beyond: $0)[0] }
      ?? oracle.evaluate(point, for: precision)[0]
  }

  /// Whether a result is so near to the most that it may be off that the truth's digits leave it open.
  private func isOpen(
    _ got: Double, _ truth: TrueValue, _ sweep: Sweep, _ index: Int
  ) -> Bool {
    truth.isNumber
      && tolerance.verdict(
        got, expected(truth, sweep, index), x: sweep.inputs.x[index], dy(sweep, index), of: truth)
        == .doubtful
  }

  /// The factor of an element that comes in; nil for all but gradient functions.
  private func dy(_ sweep: Sweep, _ index: Int) -> Double? {
    sweep.function.isGradient && !sweep.inputs.dy.isEmpty ? sweep.inputs.dy[index] : nil
  }

  /// What a function gives, where the formula's output is `truth`.
  private func expected(_ truth: TrueValue, _ sweep: Sweep, _ index: Int) -> TrueValue {
    guard let factor = dy(sweep, index), factor != 1 else { return truth }
    if factor == 0, truth.isNumber || !truth.limits.isEmpty {
      return TrueValue(kind: .number, head: 0, piece: truth.piece)
    }
    return truth.scaled(by: factor)
  }

  private func exactWorst(_ index: Int, _ sweep: Sweep, _ count: Int) -> WorstError {
    let truth = expected(exact(FormulaOracle(formula, [output]), sweep, index), sweep, index)
    let error = ULP.error(sweep.got[index], truth, sweep.function.precision)
    return WorstError(
      function: sweep.function.symbol, ulp: min(error, 1e300),
      input: examination.subject.describe(sweep.inputs, index), points: count)
  }

  /// The case, where `truth` is the formula's output.
  func evidence(_ index: Int, _ sweep: Sweep, _ truth: TrueValue) -> Evidence {
    let precision = sweep.function.precision
    let truth = expected(truth, sweep, index)
    let error = ULP.error(sweep.got[index], truth, precision)
    return Evidence(
      function: sweep.function.symbol, input: examination.subject.describe(sweep.inputs, index),
      expected: NumberText.both(precision.round(truth.head)),
      got: NumberText.both(sweep.got[index]), ulp: NumberText.ulp(error),
      reproduce: examination.command(check, at: sweep.inputs.x[index]))
  }
}
