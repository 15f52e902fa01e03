import Charts
import Conformance
import Judging

/// A judgement for people.
struct JudgementText {
  let judgement: Judgement

  init(_ judgement: Judgement) { self.judgement = judgement }

  var text: String {
    var lines = [
      Terminal.output.styled(judgement.function, .bold) + ", \(judgement.environment)",
      "held to \(judgement.formula) in \(judgement.format.rawValue), \(inputs)",
    ]
    lines += section("value", judgement.value)
    if let derivative = judgement.derivative { lines += section("derivative", derivative) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var inputs: String {
    let asked = judgement.value.asked
    if judgement.format.isHalf { return "all 65536 inputs" }
    if judgement.level == .exhaustive { return "all 2^32 inputs" }
    return "\(asked) inputs of every binade (seed \(judgement.seed))"
  }

  private func section(_ name: String, _ findings: Findings) -> [String] {
    var lines = ["", Terminal.output.styled(name, .bold)]
    if let worst = findings.worst, let ulp = worst.ulp {
      lines.append(
        "  worst     \(Self.ulp(ulp)) ULP at x = \(NumberText.both(worst.x)): "
          + "\(NumberText.both(worst.got ?? .nan)), where \(NumberText.both(worst.expected)) is right"
      )
    }
    let share = 100 * Double(findings.correctlyRounded) / Double(max(findings.judged, 1))
    lines.append(
      "  rounded   \(share.text(significant: 4)) % of the results are the nearest number")
    if findings.judged < findings.asked {
      lines.append(
        "  unjudged  \(findings.asked - findings.judged) inputs: the truth is not known to enough "
          + "digits, or the function was given up")
    }
    for fault in findings.faults { lines.append("  " + Self.line(fault)) }
    var table = TextTable([("  x", .left), ("WORST ULP", .right), ("AT x", .left)])
    for stretch in Self.stretches(findings.binades) {
      guard let worst = stretch.map(\.worst).max(by: { ($0.ulp ?? -1) < ($1.ulp ?? -1) }) else {
        continue
      }
      table.append(["  \(range(stretch))", Self.ulp(worst.ulp ?? 0), NumberText.both(worst.x)])
    }
    return lines + table.text().split(separator: "\n").map(String.init)
  }

  private static func line(_ fault: Findings.Fault) -> String {
    let what =
      switch fault.kind {
      case .notANumber: "NaN where there is a number"
      case .number: "a number where there is none"
      case .zero: "0 where the truth is not"
      case .sign: "of the wrong sign"
      case .infinity: "infinite where the truth is not"
      case .crash: "ended the process (\(fault.words ?? ""))"
      case .hang: "did not come back (\(fault.words ?? ""))"
      }
    let example = fault.example
    let right =
      example.expected.isNaN ? "" : ", where \(NumberText.both(example.expected)) is right"
    let got = example.got.map { ": \(NumberText.both($0))\(right)" } ?? ""
    return "wrong     \(what): \(fault.count) inputs from \(short(fault.from)) to "
      + "\(short(fault.to)), as at x = \(NumberText.both(example.x))\(got)"
  }

  /// Neighbouring binades whose errors are of one size.
  private static func stretches(_ binades: [Findings.Binade]) -> [[Findings.Binade]] {
    var stretches: [[Findings.Binade]] = []
    for binade in binades {
      if let last = stretches.last?.last, size(last) == size(binade),
        last.isNegative == binade.isNegative
      {
        stretches[stretches.count - 1].append(binade)
      } else {
        stretches.append([binade])
      }
    }
    return stretches
  }

  private static func size(_ binade: Findings.Binade) -> Int {
    let ulp = binade.worst.ulp ?? 0
    return [0.5, 1, 2, 4, 16, 256, 65_536, 1e9].firstIndex { ulp <= $0 } ?? 8
  }

  private func range(_ stretch: [Findings.Binade]) -> String {
    guard let first = stretch.first, let last = stretch.last else { return "" }
    let exponents = [first.exponent, last.exponent]
    let (low, high) = (exponents.min()!, exponents.max()!)
    let sign = first.isNegative ? "-" : "+"
    let top = stretch.contains { $0.worst.x.isInfinite } ? "inf" : "2^\(high + 1)"
    if stretch.allSatisfy(\.worst.x.isInfinite) { return "\(sign) inf" }
    let bottom = low == judgement.format.subnormalExponent ? "0" : "2^\(low)"
    return "\(sign) \(bottom) to \(top)"
  }

  private static func ulp(_ value: Double) -> String {
    value >= 1e5 ? value.text(significant: 3) : value.text(decimals: value < 10 ? 3 : 0)
  }

  private static func short(_ value: Double) -> String { value.text(significant: 6) }
}
