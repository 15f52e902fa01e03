import ActivationHost
import Activations
import Formulas

/// Holds the results of a form in half precision against the truth.
struct HalfJudge {
  private let examination: Examination
  private let function: FunctionDeclaration
  private let format: NumberFormat
  private let output: FormulaProgram.Output
  private let inputs: HalfInputs
  private let promised: Double?

  init(
    _ examination: Examination, _ function: FunctionDeclaration, _ output: FormulaProgram.Output,
    _ inputs: HalfInputs
  ) {
    (self.examination, self.function, self.output) = (examination, function, output)
    (self.inputs, format) = (inputs, function.format)
    promised = examination.subject.maxULP(.float32, isDerivative: output != .value)
  }

  /// So many failures tell enough.
  private static let mostFailures = 400

  /// - Parameter truths: the output at each input, without dy.
  func judge(_ got: [UInt16], _ truths: [TrueValue]) -> Judgement {
    var judgement = Judgement()
    var worst: (index: Int, error: Double)?
    for index in got.indices where judgement.failureCount < Self.mostFailures {
      let (x, number) = (inputs.x[index], format.value(UInt64(got[index])))
      let truth = truths[index]
      // Of a function that oscillates to the end no limit is asked; where f' is beyond the format, so
      // may be its product.
      if x.isInfinite, !truth.isNumber { continue }
      if function.isGradient, abs(truth.head) >= format.overflow { continue }
      judgement.asked += 1
      if x.isNaN {
        judgement.judged += 1
        if !number.isNaN { fail(index, number, "nan", truth, &judgement) }
        continue
      }
      guard truth.isNumber || !truth.limits.isEmpty else {
        if truth.kind == .notANumber, number.isNaN {
          judgement.judged += 1
        } else {
          judgement.omit(
            truth.kind == .undetermined
              ? "the formula's value is not known" : "the formula has no value, the function has")
        }
        continue
      }
      judgement.judged += 1
      let expected = expected(truth, index)
      let error = expected.isNumber ? format.error(number, expected) : .infinity
      if isGood(number, error, expected, truth, index) || isExcused(number, truth, index) {
        if expected.isNumber, error.isFinite, error > worst?.error ?? -1 { worst = (index, error) }
      } else {
        let text = NumberText.both(format.nearest(to: expected))
        fail(index, number, truth.isNumber ? text : "between the limits", expected, &judgement)
        worst = (index, .infinity)
      }
    }
    if let worst {
      let error = format.error(
        format.value(UInt64(got[worst.index])), expected(truths[worst.index], worst.index))
      judgement.worst = WorstError(
        function: function.symbol, ulp: min(error, 1e300), input: describe(worst.index),
        points: judgement.judged)
    }
    return judgement
  }

  private func dy(_ index: Int) -> Double? { inputs.dy.isEmpty ? nil : inputs.dy[index] }

  private func expected(_ truth: TrueValue, _ index: Int) -> TrueValue {
    dy(index).map { $0 == 1 ? truth : truth.scaled(by: $0) } ?? truth
  }

  /// Whether a result is as near to the truth as is promised, or, where nothing is, as is good enough
  /// to train with.
  private func isGood(
    _ got: Double, _ error: Double, _ truth: TrueValue, _ factor: TrueValue, _ index: Int
  ) -> Bool {
    guard truth.isNumber else { return false }
    let unit = format.unit(at: truth.head)
    var most = promised ?? 4
    if let dy = dy(index) {
      // The product adds a rounding; what the factor may be off by grows with dy.
      most = max(2 * most + 1, most * format.unit(at: factor.head) * abs(dy) / unit + 1)
    }
    // The truth's own digits end some 2^-16 of a half's unit below.
    if error <= most - 0x1p-15 { return true }
    if error <= most + 0x1p-15 { return isGoodExactly(got, most, index) }
    if promised != nil || !got.isFinite { return false }
    let size = inputs.x[index].isFinite ? max(1, abs(inputs.x[index])) : 1
    return abs(got - truth.head) <= 2 * format.unit(at: size) * abs(dy(index) ?? 1)
  }

  /// By all the digits that there are.
  private func isGoodExactly(_ got: Double, _ most: Double, _ index: Int) -> Bool {
    guard let formula = examination.subject.formula else { return true }
    let point = examination.subject.point(inputs.wide, index)
    let truth = FormulaOracle(formula, [output]).evaluate(point, for: .float32, beyond: 60)[0]
    return format.error(got, expected(truth, index)) <= most
  }

  /// Whether x lies on a kink or a jump, or so near to one at 0 that a product with it is 0, and the
  /// result between what the sides give.
  private func isExcused(_ got: Double, _ truth: TrueValue, _ index: Int) -> Bool {
    guard let formula = examination.subject.formula, !got.isNaN || output == .value else {
      return false
    }
    if !truth.limits.isEmpty && got.isNaN { return true }
    let x = inputs.x[index]
    guard x.isFinite else { return false }
    let precision = Precision.float32
    var places = [precision.previous(x), precision.next(x)]
    if output != .value, abs(x) < 0x1p13 * format.smallest { places += [-x, 0] }
    let oracle = FormulaOracle(formula, [output])
    let sides = places.map { place in
      oracle.evaluate(examination.subject.point(inputs.wide, index, x: place), for: precision)[0]
    }
    let ends = truth.limits + (sides + [truth]).filter(\.isNumber)
    guard !truth.limits.isEmpty || sides.contains(where: { $0.piece != truth.piece }) else {
      return false
    }
    let numbers = ends.map { expected($0, index) }
    if output == .value, truth.limits.isEmpty {
      return numbers.contains { isGood(got, format.error(got, $0), $0, $0, index) }
    }
    guard let low = numbers.map(\.head).min(), let high = numbers.map(\.head).max() else {
      return false
    }
    return got >= low - 2 * format.unit(at: low) && got <= high + 2 * format.unit(at: high)
  }

  private func describe(_ index: Int) -> String {
    var text = examination.subject.describe(inputs.wide, index)
    if let dy = dy(index), dy != 1 { text += ", dy = \(dy)" }
    return text
  }

  private func fail(
    _ index: Int, _ got: Double, _ expected: String, _ truth: TrueValue,
    _ judgement: inout Judgement
  ) {
    judgement.failureCount += 1
    if judgement.failures.count >= 3 { return }
    let error = truth.isNumber ? format.error(got, truth) : .infinity
    judgement.failures.append(
      Evidence(
        function: function.symbol, input: describe(index), expected: expected,
        got: NumberText.both(got), ulp: error.isFinite ? NumberText.ulp(error) : nil,
        reproduce: examination.command(HalfChecks.check)))
    guard judgement.diagnosis == nil else { return }
    judgement.diagnosis = Diagnosis(
      because: error <= 64
        ? "A \(format.rawValue) has so few digits that each unit is a part in "
          + "\(1 << (format.digits - 1)) of the result."
        : "Where halves are computed with, this is another function than in float.",
      remedy: "Widen to float, compute there and round once: ACTIVATION_HALF_ARRAYS does so.")
  }
}
