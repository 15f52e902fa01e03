import ActivationHost
import Activations
import Formulas

/// The derivative where the formula has none.
struct KinkChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    guard subject.activation.form != .row else {
      return .skipped("rows have no kinks of one input")
    }
    guard examination.isUnivariate else { return .skipped("more than one input") }
    let functions = subject.derivatives
    if functions.isEmpty { return .skipped("no derivative of x") }
    guard let formula = subject.formula else {
      return try OneSidedSlopes(examination: examination).run(functions)
    }
    var kinks = 0
    var undeclared: [Double] = []
    for function in functions {
      let precision = function.precision
      let setting = Setting(parameters: subject.defaults).rounded(to: precision)
      let oracle = FormulaOracle(formula, [.value, .derivative(0)])
      let declared = examination.kinks(in: setting).map(precision.round)
      let found = find(formula, oracle, precision, setting)
      undeclared += found.filter { kink in
        let slack = 4 * (precision.next(abs(kink)) - abs(kink))
        return !declared.contains { abs($0 - kink) <= slack }
          && subject.kinks?.recur(at: kink, setting.parameters, slack: slack) != true
      }
      let cases = cases(Set(declared + found).sorted(), oracle, precision, setting)
      guard !cases.isEmpty else { continue }
      let inputs = examination.complete(cases.map(\.x), function, setting)
      let got = try examination.caller().results(function, inputs)
      let tolerance = examination.tolerance(function, isDerivative: true)
      for (index, item) in cases.enumerated() {
        kinks += 1
        if tolerance.contains(got[index], item.low, item.high, x: item.x) { continue }
        return .fail(
          "\(function.symbol) lies outside of the one-sided derivatives at a kink",
          [
            Evidence(
              function: function.symbol, input: "x = \(NumberText.both(item.x))",
              expected:
                "from \(NumberText.both(item.low.head)) to \(NumberText.both(item.high.head))",
              got: NumberText.both(got[index]),
              reproduce: examination.command("derivative-kinks"))
          ],
          Diagnosis(
            because: "At \(item.x) the slope goes from \(item.low.head) to \(item.high.head); "
              + "\(got[index]) is a slope of neither side.",
            remedy: "Let \(function.symbol) return either at \(item.x), by < or <= in its "
              + "comparison."))
      }
    }
    if let kink = undeclared.first {
      return .warning(
        "an undeclared kink at x = \(NumberText.both(kink))",
        Diagnosis(
          because: "Who compares frameworks, or takes differences, meets \(kink) unprepared.",
          remedy: "Add ACTIVATION_KINKS(\(subject.activation.name), \"\(kink)\"), or the "
            + "expression in the parameters that it comes from."))
    }
    return kinks == 0 ? .pass("no kinks") : .pass("\(kinks) places beside kinks")
  }

  private struct Case {
    var x: Double
    var low: TrueValue
    var high: TrueValue
  }

  /// The kink and its neighbours, each with the hull of f' a little way off on both sides.
  private func cases(
    _ kinks: [Double], _ oracle: FormulaOracle, _ precision: Precision, _ setting: Setting
  ) -> [Case] {
    kinks.flatMap { kink -> [Case] in
      let near = [precision.previous(kink), kink, precision.next(kink)]
      let far = [
        precision.previous(precision.previous(near[0])), near[0], kink, near[2],
        precision.next(precision.next(near[2])),
      ]
      let slopes = far.map { oracle.evaluate(subject.point(x: $0, setting), for: precision)[1] }
        .filter(\.isNumber)
      guard let low = slopes.min(by: { $0.head < $1.head }),
        let high = slopes.max(by: { $0.head < $1.head })
      else { return [] }
      return near.map { Case(x: $0, low: low, high: high) }
    }
  }

  /// Where f' jumps: between points on different pieces of the formula, to the very number.
  private func find(
    _ formula: Formula, _ oracle: FormulaOracle, _ precision: Precision, _ setting: Setting
  ) -> [Double] {
    let points = SamplePoints.elements(
      precision, count: examination.options.level == .quick ? 3000 : 9000,
      seed: examination.options.seed, focus: examination.focus
    ).filter { abs($0) >= 0x1p-30 && abs($0) <= 0x1p20 || $0 == 0 }
    let truths = examination.truths(
      formula, [.value, .derivative(0)], CallInputs(x: points, setting: setting), precision)[0]
    var found: [Double] = []
    var last: (x: Double, piece: Int)?
    for (x, truth) in zip(points, truths) where truth.isNumber {
      if let before = last, before.piece != truth.piece, found.count < 16 {
        let (left, right) = precision.bisect(before.x, x) {
          oracle.evaluate(subject.point(x: $0, setting), for: precision)[0].piece == before.piece
        }
        if isKink(left, right, oracle, precision, setting) {
          // The end that carries the condition's own number: the rounder of the two.
          let kink =
            right.significandBitPattern.trailingZeroBitCount
              > left.significandBitPattern.trailingZeroBitCount ? right : left
          if !found.contains(where: { abs($0 - kink) <= 2 * kink.ulp * 0x1p30 }) {
            found.append(kink)
          }
        }
      }
      last = (x, truth.piece)
    }
    return found
  }

  private func isKink(
    _ left: Double, _ right: Double, _ oracle: FormulaOracle, _ precision: Precision,
    _ setting: Setting
  ) -> Bool {
    /// How far the value and f' change across the place, from `near` or from a little way off.
    func changes(_ low: Double, _ high: Double) -> (value: Double, slope: Double)? {
      let before = oracle.evaluate(subject.point(x: low, setting), for: precision)
      let after = oracle.evaluate(subject.point(x: high, setting), for: precision)
      guard before[1].isNumber, after[1].isNumber else { return nil }
      return (abs(before[0].head - after[0].head), abs(before[1].head - after[1].head))
    }
    let reach = max(abs(left), abs(right), 0x1p-10) * 0x1p-10
    guard let near = changes(precision.previous(left), precision.next(right)),
      let off = changes(left - reach, right + reach)
    else { return false }
    // A jump is as large close by as it is a little way off; what is continuous, as the slope of
    // max(x, 0)^2 is, changes in proportion to the distance.
    return near.slope > 1e-6 && near.slope > 0.25 * off.slope
      || near.value > 1e-6 && near.value > 0.25 * off.value
  }
}
