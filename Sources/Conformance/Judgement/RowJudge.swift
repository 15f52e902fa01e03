import ActivationHost
import Activations
import Formulas

/// Rows against the formula's, and their gradients against dy times its Jacobian.
struct RowJudge {
  let examination: Examination
  let check: String
  private var subject: Subject { examination.subject }

  /// Lengths of rows for about this many elements: short ones, and some long.
  static func lengths(_ count: Int) -> [Int] {
    [1, 2, 3, 7, 16, 33] + (count >= 1000 ? [64, 257] : []) + (count >= 4000 ? [1000] : [])
  }

  /// One row function at some lengths.
  func judge(
    _ function: FunctionDeclaration, _ setting: Setting, lengths: [Int], shifts: [Double] = [0]
  ) throws(ProbeFailure) -> Judgement {
    var judgement = Judgement()
    for length in lengths {
      for shift in shifts {
        let inputs = row(function, length, setting, shift: shift)
        judgement =
          judgement
          + (function.isValue
            ? try values(function, inputs) : try gradient(function, inputs))
        if judgement.failureCount > 0 { return judgement }
      }
    }
    return judgement
  }

  /// Sixteenths, so that a shift changes none of their differences.
  func row(
    _ function: FunctionDeclaration, _ length: Int, _ setting: Setting, shift: Double = 0
  ) -> CallInputs {
    let precision = function.precision
    let points = SamplePoints.ordinary(
      precision, count: length, seed: examination.options.seed &+ UInt64(length))
    var inputs = examination.complete(
      points.map { precision.round(($0 * 16).rounded() / 16 + shift) }, function, setting)
    if !function.isValue {
      inputs.dy = SamplePoints.ordinary(precision, count: length, seed: 5)
      if length > 3 { (inputs.dy[1], inputs.dy[length - 1]) = (0, -0.0) }
      if let formula = subject.formula {
        inputs.y = truths(formula, .value, inputs, precision).map {
          precision.round($0.isNumber ? $0.head : 0)
        }
      }
    }
    return inputs
  }

  /// The formula's row.
  func truths(
    _ formula: Formula, _ output: FormulaProgram.Output, _ inputs: CallInputs,
    _ precision: Precision
  ) -> [TrueValue] {
    let oracle = FormulaOracle(formula, [output], lanes: inputs.count)
    return oracle.evaluateRow(
      { variable, lane in subject.point(inputs, lane)[variable] }, for: precision)[0]
  }

  private func values(
    _ function: FunctionDeclaration, _ inputs: CallInputs
  ) throws(ProbeFailure) -> Judgement {
    var judgement = Judgement()
    guard let formula = subject.formula else { return judgement }
    let precision = function.precision
    let tolerance = examination.tolerance(function, isDerivative: false)
    let got = try examination.caller().results(function, inputs)
    let truths = truths(formula, .value, inputs, precision)
    var most = WorstError(function: function.symbol, ulp: -1, input: "", points: inputs.count)
    for index in got.indices {
      judgement.asked += 1
      guard truths[index].isNumber else {
        judgement.omit("the formula's row has no value that is known")
        continue
      }
      judgement.judged += 1
      let error = ULP.error(got[index], truths[index], precision)
      let input = "element \(index) of \(inputs.count), " + subject.describe(inputs, index)
      if error > most.ulp { (most.ulp, most.input) = (min(error, 1e300), input) }
      if tolerance.verdict(got[index], truths[index], x: 0, isLast: true) != .bad { continue }
      judgement.failureCount += 1
      if judgement.diagnosis == nil {
        judgement.diagnosis = Diagnosis(got[index], truths[index], tolerance, "value")
      }
      if judgement.failures.count >= 3 { continue }
      judgement.failures.append(
        Evidence(
          function: function.symbol, input: input,
          expected: NumberText.both(truths[index].head), got: NumberText.both(got[index]),
          ulp: NumberText.ulp(error), reproduce: examination.command(check)))
    }
    if most.ulp >= 0 { judgement.worst = most }
    return judgement
  }

  /// What a gradient that is computed from y cannot tell for each lane: how far its own results move
  /// with the rounding of y. Of a saturated softmax, whose y are 1 and hardly more than 0, that is most
  /// of them.
  private func spread(
    _ function: FunctionDeclaration, _ inputs: CallInputs, _ got: [Double]
  ) throws(ProbeFailure) -> [Double] {
    let precision = function.precision
    guard function.takes("y") else { return got.map { _ in 0 } }
    // Never more than a result of ordinary size may be off.
    let most = inputs.dy.reduce(0) { $0 + abs($1) } * (precision.isFloat ? 2e-5 : 1e-11)
    var spread = got.map { _ in 0.0 }
    for parity in [0, 1] {
      var nudged = inputs
      nudged.y = inputs.y.enumerated().map { index, y in
        index % 2 == parity ? precision.next(y) : precision.previous(y)
      }
      let other = try examination.caller().results(function, nudged)
      for index in got.indices {
        let moved = 2 * abs(other[index] - got[index])
        if moved.isFinite { spread[index] = min(most, max(spread[index], moved)) }
      }
    }
    return spread
  }

  /// Each lane of a short row, some of a long one: a lane takes a pass over the row.
  private func gradient(
    _ function: FunctionDeclaration, _ inputs: CallInputs
  ) throws(ProbeFailure) -> Judgement {
    var judgement = Judgement()
    guard let formula = subject.formula else { return judgement }
    let precision = function.precision
    let got = try examination.caller().results(function, inputs)
    let spread = try spread(function, inputs, got)
    let step = inputs.count <= 9 ? 1 : inputs.count / 4
    // Column j of the Jacobian: a row whose variable is x in lane j alone.
    let oracle = FormulaOracle(formula, [.directional(0)], lanes: inputs.count)
    for lane in stride(from: 0, to: inputs.count, by: step) {
      let column = oracle.evaluateRow(
        { variable, other in
          variable == FormulaProgram.seed
            ? (other == lane ? 1 : 0) : subject.point(inputs, other)[variable]
        }, for: precision)[0]
      judgement.asked += 1
      guard column.allSatisfy(\.isNumber) else {
        judgement.omit("the Jacobian is not known")
        continue
      }
      judgement.judged += 1
      let products = zip(inputs.dy, column).map { $0 * $1.head }
      let expected = products.reduce(0, +)
      let size = products.reduce(0) { $0 + abs($1) }
      // Of what is less than the least number of the format there are no digits, in y as in dx.
      let finest =
        ULP.unit(at: 0, precision)
        * inputs.dy.reduce(1) { $0 + abs($1) }
      let allowed =
        finest + spread[lane]
        + max(
          size * (precision.isFloat ? 2e-5 : 1e-11),
          size * ULP.unit(at: 1, precision) * 4
            * (subject.maxULP(precision, isDerivative: true) ?? 1))
      if abs(got[lane] - expected) <= allowed { continue }
      judgement.failureCount += 1
      judgement.explain(
        "dx[\(lane)] is \(got[lane]), and \(expected) by the formula: every element of the row "
          + "depends on every x.",
        remedy: "In \(function.symbol) sum over the row before any dx is written: of a softmax, "
          + "y[i] * (dy[i] - sum(dy * y)).")
      if judgement.failures.count >= 3 { continue }
      judgement.failures.append(
        Evidence(
          function: function.symbol,
          input: "dx[\(lane)], n = \(inputs.count), " + subject.describe(inputs, lane),
          expected: NumberText.both(expected), got: NumberText.both(got[lane]),
          reproduce: examination.command(check)))
    }
    return judgement
  }
}
