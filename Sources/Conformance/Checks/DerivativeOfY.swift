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
    let functions = subject.functions(.derivative).filter { $0.takes("y") }
    if functions.isEmpty { return .skipped("no derivative takes y") }
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    guard examination.isUnivariate else { return .skipped("more than one input") }
    var compared = 0
    for function in functions {
      let setting = Setting(parameters: subject.defaults).rounded(to: function.precision)
      let points =
        examination.options.point.map { [function.precision.round($0)] }
        ?? SamplePoints.elements(
          function.precision, count: examination.options.level.settingPoints * 2,
          seed: examination.options.seed, focus: examination.focus)
      let cases = Self.cases(
        points, formula, function.precision, most: examination.options.level.valueCases
      ) { [subject] in
        subject.point(x: $0, setting)
      }
      var inputs = examination.complete(cases.map(\.x), function, setting)
      inputs.y = cases.map(\.y)
      let got = try examination.caller().results(function, inputs)
      let tolerance = examination.tolerance(function, isDerivative: true)
      for (index, item) in cases.enumerated() {
        compared += 1
        if tolerance.contains(got[index], item.low, item.high, x: item.x) { continue }
        return .fail(
          "\(function.symbol) lies outside of what f' takes where f rounds to y",
          [
            Evidence(
              function: function.symbol,
              input: "y = \(NumberText.both(item.y)), x = \(NumberText.both(item.x))",
              expected:
                "from \(NumberText.both(item.low.head)) to \(NumberText.both(item.high.head))",
              got: NumberText.both(got[index]),
              reproduce: examination.command("derivative-of-y", at: item.x))
          ])
      }
    }
    return .pass("\(compared) values of y")
  }

  /// An input, its value as a network would pass it on, and the least and greatest f' of all inputs
  /// that share that value.
  struct Case: Sendable {
    var x: Double
    var y: Double
    var low: TrueValue
    var high: TrueValue
  }

  static func cases(
    _ points: [Double], _ formula: Formula, _ precision: Precision, most: Int,
    _ point: @Sendable (Double) -> [Double]
  ) -> [Case] {
    // Searching what else rounds to y takes many evaluations a point.
    let step = max(1, points.count / most)
    let points = stride(from: 0, to: points.count, by: step).map { points[$0] }
    return Examination.concurrently(points.count) { range in
      let oracle = FormulaOracle(formula, [.value, .derivative(0)])
      return range.compactMap { index -> Case? in
        let x = points[index]
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
        return Case(x: x, y: y, low: low, high: high)
      }
    }
  }
}
