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
  init(_ examination: Examination) { self.examination = examination }

  func value() throws(ProbeFailure) -> Finding {
    guard subject.formula != nil else { return .skipped("no formula to compare with") }
    return try compare(subject.functions(.valueRow), shifts: [0], "value")
  }

  func shift() throws(ProbeFailure) -> Finding {
    guard subject.activation.form == .row else { return .skipped("not a row activation") }
    guard subject.formula != nil else { return .skipped("no formula to compare with") }
    return try compare(subject.functions(.valueRow), shifts: [1000, -1000, 30000], "row-shift")
  }

  private func compare(
    _ functions: [FunctionDeclaration], shifts: [Double], _ check: String
  ) throws(ProbeFailure) -> Finding {
    if functions.isEmpty { return .skipped("no row functions") }
    let judge = RowJudge(examination: examination, check: check)
    var finding = Finding.pass("")
    for function in functions {
      for setting in examination.defaults(function.precision) {
        finding.add(
          try judge.judge(
            function, setting,
            lengths: RowJudge.lengths(
              shifts.count > 1 ? 100 : examination.options.level == .quick ? 1000 : 4000),
            shifts: shifts))
        if finding.status == .fail {
          finding.message = "\(function.symbol) is not the formula's row"
          return finding
        }
      }
    }
    finding.message = "\(finding.judged) results"
    return finding
  }

  func sum() throws(ProbeFailure) -> Finding {
    guard subject.activation.form == .row else { return .skipped("not a row activation") }
    guard let formula = subject.formula else { return .skipped("no formula to compare with") }
    var compared = 0
    for function in subject.functions(.valueRow) {
      let precision = function.precision
      for length in RowJudge.lengths(100) {
        let judge = RowJudge(examination: examination, check: "row-sum")
        let setting = Setting(parameters: subject.defaults)
        let inputs = judge.row(function, length, setting)
        let got = try examination.caller().results(function, inputs)
        let truths = judge.truths(formula, .value, inputs, precision)
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
          ],
          Diagnosis(
            because: "The \(length) results of \(function.symbol) together are \(sum), not "
              + "\(expected): as probabilities they mean something else.",
            remedy: "See what \(function.symbol) divides by, and whether the sum is of the same "
              + "terms as the results."))
      }
    }
    return compared == 0 ? .skipped("no row functions") : .pass("\(compared) rows")
  }

  func gradient() throws(ProbeFailure) -> Finding {
    guard subject.activation.form == .row else { return .skipped("not a row activation") }
    let functions = subject.functions(.gradientRow)
    if functions.isEmpty { return .skipped("no gradient: it cannot be trained through") }
    guard subject.formula != nil else { return try againstDifferences(functions) }
    return try compare(functions, shifts: [0], "row-gradient")
  }

  private func againstDifferences(
    _ functions: [FunctionDeclaration]
  ) throws(ProbeFailure) -> Finding {
    var finding = Finding.pass("")
    for function in functions {
      for setting in examination.defaults(function.precision) {
        finding.add(
          try DifferenceChecks(examination, check: "row-gradient").judge(function, setting))
        if finding.status == .fail {
          finding.message = "\(function.symbol) is not dy times the Jacobian (no formula was given)"
          return finding
        }
      }
    }
    finding.message = "\(finding.judged) extrapolated differences; no formula was given"
    return finding
  }
}
