import ActivationHost
import Activations
import Formulas

/// Derivatives as functions of the value.
struct DerivativeOfY {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    // Gradient forms of y are held to the same by `gradient`.
    let functions = subject.functions(.derivative).filter { $0.takes("y") && !$0.takes("x") }
    if functions.isEmpty { return .skipped("no derivative takes y alone") }
    guard subject.formula != nil else { return .skipped("no formula to compare with") }
    var finding = Finding.pass("")
    for function in functions {
      for setting in examination.defaults(function.precision) {
        finding.add(
          try judge(
            function, setting, check: "derivative-of-y",
            points: examination.options.level.settingPoints * 2,
            most: examination.options.level.valueCases))
        if finding.status == .fail {
          finding.message = "\(function.symbol) lies outside of what f' takes where f rounds to y"
          return finding
        }
      }
    }
    finding.message = "\(finding.judged) values of y"
    return finding
  }

  /// A derivative or a gradient function of y alone against what f' takes over all inputs whose
  /// value rounds to that y.
  ///
  /// - Parameter most: how many values of y to search the inputs of.
  func judge(
    _ function: FunctionDeclaration, _ setting: Setting, check: String, points: Int, most: Int
  ) throws(ProbeFailure) -> Judgement {
    var judgement = Judgement()
    guard let formula = subject.formula else { return judgement }
    let precision = function.precision
    let points =
      examination.options.point.map { [precision.round($0)] }
      ?? SamplePoints.elements(
        precision, count: points, seed: examination.options.seed, focus: examination.focus)
    // Searching what else rounds to y takes many evaluations a point.
    let step = max(1, points.count / most)
    var inputs = examination.complete(
      stride(from: 0, to: points.count, by: step).map { points[$0] }, function, setting)
    let subject = subject
    let cases = Self.cases(formula, precision, inputs, subject)
    inputs = inputs.choosing(cases.map(\.index))
    inputs.y = cases.map(\.y)
    inputs.x = []
    if function.isGradient { inputs.dy = inputs.y.indices.map { Self.factors[$0 % 8] } }
    let got = try examination.caller().results(function, inputs)
    let tolerance = examination.tolerance(function, isDerivative: true)
    for (place, item) in cases.enumerated() {
      judgement.asked += 1
      judgement.judged += 1
      let dy = function.isGradient ? inputs.dy[place] : nil
      let ends = [item.low, item.high].map { $0.scaled(by: dy ?? 1) }
      let (low, high) = (dy ?? 1) < 0 ? (ends[1], ends[0]) : (ends[0], ends[1])
      if tolerance.contains(got[place], low, high, x: item.x, dy: dy) { continue }
      judgement.failureCount += 1
      judgement.explain(
        "For y = \(item.y), the value at \(item.x), \(function.symbol) gives \(got[place]); "
          + "the slopes of all inputs with that value lie from \(low.head) to \(high.head).",
        remedy:
          "Write the derivative of \(function.symbol) as a function of y for every value of the "
          + "parameters, or take x.")
      if judgement.failures.count >= 3 { continue }
      judgement.failures.append(
        Evidence(
          function: function.symbol,
          input: "\(subject.describe(inputs, place)), x = \(NumberText.both(item.x))",
          expected: "from \(NumberText.both(low.head)) to \(NumberText.both(high.head))",
          got: NumberText.both(got[place]), reproduce: examination.command(check, at: item.x)))
    }
    return judgement
  }

  private static let factors = [1.0, -1, 0.75, -2.5, 0, 1e-30, -0.0, 1]

  /// An input, its value as a network would pass it on, and the least and greatest f' of all inputs
  /// that share that value.
  struct Case: Sendable {
    var index: Int
    var x: Double
    var y: Double
    var low: TrueValue
    var high: TrueValue
  }

  private static func cases(
    _ formula: Formula, _ precision: Precision, _ inputs: CallInputs, _ subject: Subject
  ) -> [Case] {
    Examination.concurrently(inputs.count) { range in
      let oracle = FormulaOracle(formula, [.value, .derivative(0)])
      return range.compactMap { index -> Case? in
        let x = inputs.x[index]
        func point(_ x: Double) -> [Double] { subject.point(inputs, index, x: x) }
        let here = oracle.evaluate(point(x), for: precision)
        guard here[0].isNumber, here[1].isNumber else { return nil }
        let y = precision.round(here[0].head)
        guard y.isFinite else { return nil }
        var low = here[1]
        var high = here[1]
        for direction in [-1, 1] {
          // The farthest input in this direction that still rounds to y, by steps among the numbers
          // of the format that grow, then halve. Beyond it f' may be anything.
          var last = precision.index(x)
          var step = 1
          var isGrowing = true
          while step > 0 {
            let (place, overflow) = last.addingReportingOverflow(direction * step)
            let next = overflow ? .nan : precision.value(at: place)
            let there = next.isFinite ? oracle.evaluate(point(next), for: precision) : nil
            if let there, there[0].isNumber, precision.round(there[0].head) == y {
              last = place
              let slope = there[1]
              if slope.isNumber, slope.head < low.head { low = slope }
              if slope.isNumber, slope.head > high.head { high = slope }
              step = isGrowing ? min(step * 16, 1 << 58) : step / 2
            } else {
              isGrowing = false
              step /= 2
            }
          }
        }
        // Between the numbers of the format, too, inputs round to y: half a unit of y either way
        // moves f' by f'' / f' times that.
        let reach = max(abs(x) * 0x1p-16, precision.smallestNormal)
        let around = [x - reach, x + reach].map { oracle.evaluate(point($0), for: precision)[1] }
        if here[1].head != 0, around.allSatisfy(\.isNumber) {
          let bend = abs(around[1].head - around[0].head) / (2 * reach)
          let slack = bend / abs(here[1].head) * ULP.unit(at: y, precision) / 2
          if slack.isFinite {
            low = TrueValue(kind: .number, head: low.head - slack)
            high = TrueValue(kind: .number, head: high.head + slack)
          }
        }
        return Case(index: index, x: x, y: y, low: low, high: high)
      }
    }
  }
}
