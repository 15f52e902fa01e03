import ActivationHost
import Activations
import Formulas

/// Softmax and its kin: a row's result depends on the whole row.
extension Check {
  static let rows = [
    Check(
      "row-shift", .rows, "adding a number to a whole row changes what the formula says it does",
      why: "exp(x) / sum(exp(x)) overflows from 89 on in float; logits of 1000 are ordinary.",
      remedy: "Subtract the row's maximum before exponentials."
    ) { (examination) throws(ProbeFailure) in try RowChecks(examination).shift() },
    Check(
      "row-sum", .rows, "a row's results sum to what the formula's sum to",
      why: "Probabilities that sum to 0.9999 bias a loss, and a sampler that adds them up may run "
        + "off the end of the row.",
      remedy: "Sum in double, or with compensation, and divide by that very sum."
    ) { (examination) throws(ProbeFailure) in try RowChecks(examination).sum() },
    Check(
      "row-gradient", .rows, "dx is dy times the row's Jacobian",
      why: "The elementwise y * (1 - y) is the diagonal of softmax's Jacobian only: it trains, "
        + "badly.",
      remedy: "For softmax, dx = y * (dy - sum(dy * y))."
    ) { (examination) throws(ProbeFailure) in try RowChecks(examination).gradient() },
  ]
}

struct RowChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }
  private static let lengths = [1, 2, 3, 7, 16, 33]

  init(_ examination: Examination) { self.examination = examination }

  private func row(_ function: FunctionDeclaration, _ length: Int, shift: Double = 0) -> CallInputs
  {
    let setting = Setting(parameters: subject.defaults).rounded(to: function.precision)
    let points = SamplePoints.ordinary(
      function.precision, count: length, seed: examination.options.seed &+ UInt64(length))
    return CallInputs(
      x: points.map { function.precision.round(($0 * 16).rounded() / 16 + shift) },
      setting: setting)
  }

  /// The formula's row.
  private func truths(
    _ formula: Formula, _ output: FormulaProgram.Output, _ inputs: CallInputs,
    _ precision: Precision
  ) -> [TrueValue] {
    let oracle = FormulaOracle(formula, [output], lanes: inputs.count)
    return oracle.evaluateRow(
      { variable, lane in
        subject.point(x: inputs.x[lane], inputs.setting)[variable]
      }, for: precision)[0]
  }

  func value() throws(ProbeFailure) -> Finding {
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    return try compare(formula, shifts: [0], "value")
  }

  func shift() throws(ProbeFailure) -> Finding {
    guard subject.activation.form == .row else { return .skipped("not a row activation") }
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    return try compare(formula, shifts: [1000, -1000, 30000], "row-shift")
  }

  private func compare(
    _ formula: Formula, shifts: [Double], _ check: String
  ) throws(ProbeFailure) -> Finding {
    var worst: [WorstError] = []
    for function in subject.functions(.valueRow) {
      let tolerance = examination.tolerance(function, isDerivative: false)
      var most = WorstError(function: function.symbol, ulp: -1, input: "", points: 0)
      for length in Self.lengths {
        for shift in shifts {
          let inputs = row(function, length, shift: shift)
          let got = try examination.caller().results(function, inputs)
          let truths = truths(formula, .value, inputs, function.precision)
          for index in got.indices where truths[index].isNumber {
            most.points += 1
            let error = ULP.error(got[index], truths[index], function.precision)
            let input = "x[\(index)] = \(NumberText.both(inputs.x[index])), n = \(length)"
            if tolerance.verdict(got[index], truths[index], x: 0) == .bad {
              return .fail(
                "\(function.symbol) is not the formula's row",
                [
                  Evidence(
                    function: function.symbol, input: input,
                    expected: NumberText.both(truths[index].head), got: NumberText.both(got[index]),
                    ulp: NumberText.ulp(error), reproduce: examination.command(check))
                ])
            }
            if error > most.ulp { (most.ulp, most.input) = (min(error, 1e300), input) }
          }
        }
      }
      if most.points > 0 { worst.append(most) }
    }
    let text = worst.map { "\($0.function) \(NumberText.ulp($0.ulp)) ULP" }
    return worst.isEmpty
      ? .skipped("no row functions") : .pass(text.joined(separator: "; "), worst: worst)
  }

  func sum() throws(ProbeFailure) -> Finding {
    guard subject.activation.form == .row else { return .skipped("not a row activation") }
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    var compared = 0
    for function in subject.functions(.valueRow) {
      let precision = function.precision
      for length in Self.lengths {
        let inputs = row(function, length)
        let got = try examination.caller().results(function, inputs)
        let truths = truths(formula, .value, inputs, precision)
        guard truths.allSatisfy(\.isNumber) else { continue }
        compared += 1
        let expected = truths.reduce(0) { $0 + $1.head }
        let size = truths.reduce(0) { $0 + abs($1.head) }
        let allowed =
          size * Double(length + 4) * (precision.isFloat ? 0x1p-24 : 0x1p-52)
          * max(1, subject.maxULP(precision, isDerivative: false) ?? 1)
        let sum = got.reduce(0, +)
        if abs(sum - expected) <= allowed { continue }
        return .fail(
          "the row of \(function.symbol) sums to something else",
          [
            Evidence(
              function: function.symbol, input: "n = \(length)",
              expected: NumberText.both(expected), got: NumberText.both(sum),
              reproduce: examination.command("row-sum"))
          ])
      }
    }
    return compared == 0 ? .skipped("no row functions") : .pass("\(compared) rows")
  }

  func gradient() throws(ProbeFailure) -> Finding {
    guard subject.activation.form == .row else { return .skipped("not a row activation") }
    let functions = subject.functions(.gradientRow)
    if functions.isEmpty { return .skipped("no gradient: it cannot be trained through") }
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    for function in functions {
      let precision = function.precision
      for length in [1, 2, 5, 9] {
        var inputs = row(function, length)
        inputs.dy = SamplePoints.ordinary(precision, count: length, seed: 5)
        inputs.y = truths(formula, .value, inputs, precision).map { precision.round($0.head) }
        let got = try examination.caller().results(function, inputs)
        // Column j of the Jacobian: a row whose variable is x in lane j alone.
        for lane in 0..<length {
          let column = column(formula, lane, inputs, precision)
          guard column.allSatisfy(\.isNumber) else { continue }
          let products = zip(inputs.dy, column).map { $0 * $1.head }
          let expected = products.reduce(0, +)
          let size = products.reduce(0) { $0 + abs($1) }
          let allowed = max(
            size * (precision.isFloat ? 2e-5 : 1e-11),
            size * ULP.unit(at: 1, precision) * 4
              * (subject.maxULP(precision, isDerivative: true) ?? 1))
          if abs(got[lane] - expected) <= allowed { continue }
          return .fail(
            "\(function.symbol) is not dy times the Jacobian",
            [
              Evidence(
                function: function.symbol, input: "dx[\(lane)], n = \(length)",
                expected: NumberText.both(expected), got: NumberText.both(got[lane]),
                reproduce: examination.command("row-gradient"))
            ])
        }
      }
    }
    return .pass("\(functions.count) functions")
  }

  /// dy_i/dx_lane for each i.
  private func column(
    _ formula: Formula, _ lane: Int, _ inputs: CallInputs, _ precision: Precision
  ) -> [TrueValue] {
    let oracle = FormulaOracle(formula, [.directional(0)], lanes: inputs.count)
    return oracle.evaluateRow(
      { variable, other in
        variable == FormulaProgram.seed
          ? (other == lane ? 1 : 0) : subject.point(x: inputs.x[other], inputs.setting)[variable]
      }, for: precision)[0]
  }
}
