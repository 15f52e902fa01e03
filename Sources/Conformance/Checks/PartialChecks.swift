import ActivationHost
import Activations
import Formulas

/// Partial derivatives against the formula's.
struct PartialChecks {
  let examination: Examination

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    let subject = examination.subject
    if subject.partials.isEmpty { return .skipped("no partial derivatives as functions") }
    guard subject.formula != nil else { return .skipped("no formula to compare with") }
    var finding = Finding.pass("\(subject.partials.count) functions")
    let judge = FormJudge(examination: examination, check: "partials")
    for (name, function) in subject.partials {
      for setting in examination.defaults(function.precision) {
        finding.add(
          try judge.judge(
            function, setting, count: examination.options.level.exactPoints / 4))
        if finding.status == .fail {
          finding.message = "\(function.symbol) is not df/d\(name)"
          return finding
        }
      }
    }
    return finding
  }
}
