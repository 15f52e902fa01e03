import ActivationHost
import Activations

/// df/dx and its kin.
extension Check {
  static let derivatives = [
    Check(
      "derivative", .derivative, "equals the formula's derivative, or an extrapolated one",
      why: "A derivative that tests the result where the input was meant, or that is off by a "
        + "constant factor, still trains, slowly and to a worse end; nobody looks there.",
      remedy: "Differentiate the formula again; 1 - y * y is 0 once y rounds to 1, so compute "
        + "tails from x."
    ) { (examination) throws(ProbeFailure) in
      if examination.subject.activation.form == .row { return .skipped("a row's is row-gradient") }
      return try SweepChecks(examination, "derivative").agreement(isDerivative: true)
    },
    Check(
      "derivative-of-y", .derivative,
      "from y, lies in what f' takes over all inputs whose value rounds to that y",
      why: "f' written for x but called with y, or the other way round, went unnoticed in one "
        + "public library for years.",
      remedy: "Express f' by the value, and name the argument y; name x where x is meant."
    ) { (examination) throws(ProbeFailure) in try DerivativeOfY(examination).run() },
    Check(
      "derivative-kinks", .derivative,
      "lies between the one-sided derivatives at each kink; undeclared kinks are named",
      why: "Which value a framework takes at a kink is a convention; one outside of both sides is "
        + "a bug.",
      remedy: "Return one of the two sides at a kink, and list the kinks with ACTIVATION_KINKS."
    ) { (examination) throws(ProbeFailure) in try KinkChecks(examination).run() },
    Check(
      "derivative-nan", .derivative, "NaN gives NaN",
      why: "x > 0 ? 1 : 0 gives a gradient of 0 for a NaN, which hides where it came from.",
      remedy: "Return a NaN for one: x != x ? x : (x > 0)."
    ) { (examination) throws(ProbeFailure) in
      try SpecialChecks(examination, "derivative-nan").notANumber(isDerivative: true)
    },
    Check(
      "derivative-finite", .derivative, "no NaN or infinity where the true derivative is finite",
      why: "exp(-x) / (1 + exp(-x))^2 is inf / inf = NaN far to the left, and the branch that is "
        + "not taken makes 0 * inf.",
      remedy: "Compute from exp(-|x|), and clamp the argument rather than the result."
    ) { (examination) throws(ProbeFailure) in
      try SweepChecks(examination, "derivative-finite").finite(isDerivative: true)
    },
    Check(
      "partials", .derivative, "df/dP for each learnable parameter P, and df/dgate",
      why: "A learnable parameter with a wrong gradient moves, just not to where it should.",
      remedy: "Differentiate the formula by the parameter."
    ) { (examination) throws(ProbeFailure) in try PartialChecks(examination).run() },
  ]
}

/// Partial derivatives against the formula's.
struct PartialChecks {
  let examination: Examination

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    let subject = examination.subject
    if subject.partials.isEmpty { return .skipped("no partial derivatives as functions") }
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    var worst: [WorstError] = []
    for precision in Precision.allCases {
      let partials = subject.partials.compactMap { partial in
        subject.variables.firstIndex(of: partial.name).map {
          (partial.name, partial.function, FormulaProgram.Output.derivative($0))
        }
      }.filter { $0.1.precision == precision && $0.1.takes("x") }
      guard let first = partials.first else { continue }
      let setting = Setting(parameters: subject.defaults).rounded(to: precision)
      let inputs = examination.inputs(
        first.1, setting, count: examination.options.level.doublePoints / 4)
      // The partial derivatives of a formula have most steps in common.
      let truths = examination.truths(formula, partials.map(\.2), inputs, precision)
      for ((name, function, output), truths) in zip(partials, truths) {
        let given = examination.complete(inputs.x, function, setting)
        let sweep = Sweep(
          function: function, inputs: given, got: try examination.caller().results(function, given))
        let judge = SweepJudge(
          examination: examination, check: "partials", formula: formula, output: output,
          tolerance: examination.tolerance(function, isDerivative: true))
        var scope = SweepJudge.Scope()
        (scope.includesTiny, scope.includesNonFinite, scope.skipsKinks) = (true, true, true)
        let judgement = judge.judge(sweep, scope: scope, truths: truths)
        if judgement.failureCount > 0 {
          return .fail("\(function.symbol) is not df/d\(name)", judgement.failures)
        }
        if let error = judgement.worst { worst.append(error) }
      }
    }
    return .pass("\(subject.partials.count) functions", worst: worst)
  }
}

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
