import Charts
import Comparison
import Datasets

/// A comparison as people see it: a table, sentences, a picture.
struct ComparisonView {
  let summary: ComparisonSummary
  let data: String
  /// What was understood of the data, as text.
  let understood: String
  private let samples: Int
  /// Whether there is more than one point of the grid.
  let isGrid: Bool

  init(_ summary: ComparisonSummary, data: DataSummary) {
    self.summary = summary
    self.data = DisplayText.line(data.file, limit: 60)
    understood = data.text
    samples = data.samples
    isGrid = Set(summary.entries.map(\.configuration)).count > 1
  }

  var heading: String {
    let count = summary.seeds.count
    return "\(data): \(samples) samples, \(count) seed\(count == 1 ? "" : "s"), "
      + "\(summary.results.reduce(0) { $0 + $1.count }) runs, \(summary.newRuns) of them new"
  }

  /// The headings of the table.
  var columns: [String] {
    (isGrid ? ["HIDDEN", "RATE"] : []) + [
      "ACTIVATION", "TEST \(summary.scoreName.uppercased())", "DIFFERENCE", "VERDICT",
      "EPOCHS TO \(summary.courseName.uppercased()) \(rounded(summary.level))", "SECONDS", "A STEP",
      "DEAD", "SATURATED",
      "GRADIENT NORM",
    ]
  }

  /// The rows of the table.
  var rows: [[String]] {
    summary.entries.map { entry in
      let diverged = entry.diverged > 0 ? " (\(entry.diverged) diverged)" : ""
      let runs = entry.scores.count
      let reached = entry.reachedLevel == runs ? "" : " (\(entry.reachedLevel) of \(runs))"
      var row = isGrid ? [Self.shape(entry), Self.rate(entry)] : []
      row += [
        DisplayText.line(entry.activation, limit: 24), Self.text(entry.score) + diverged,
        entry.difference.map(Self.signed) ?? "", Self.verdict(entry),
        entry.epochsToLevel.map { rounded($0.mean) + reached } ?? "never",
      ]
      row += [
        entry.secondsToLevel.map { rounded($0.mean) } ?? "",
        entry.microsecondsAStep.map { duration($0.mean) } ?? "",
        Self.percents(entry.deadShares), Self.percents(entry.saturatedShares),
        entry.gradientNorms.map { $0.text(significant: 2) }.joined(separator: " "),
      ]
      return row
    }
  }

  /// What the table says, a sentence for each activation but the first.
  var findings: [String] {
    let width = Set(summary.entries.map(\.activation)).count
    return summary.entries.enumerated().compactMap { index, entry in
      guard let difference = entry.difference else { return nil }
      let first = summary.entries[index - index % width]
      let names = "\(entry.activation) against \(first.activation)"
      let place =
        isGrid ? " (\(Self.shape(entry)), rate \(Self.rate(entry)))" : ""
      guard let half = difference.halfWidth else {
        return "\(names)\(place): one pair of runs cannot tell a difference from chance; "
          + "ask for more seeds."
      }
      if difference.mean == 0, half == 0 { return "\(names)\(place): the same on every seed." }
      let range = "\(Self.fixed(difference.mean - half)) to \(Self.fixed(difference.mean + half))"
      if entry.isWithinNoise == true {
        return "\(names)\(place): the difference is within the noise (95 % interval \(range)); "
          + "more seeds may tell."
      }
      return "\(names)\(place): \(entry.isBetter == true ? "better" : "worse"), by "
        + "\(Self.fixed(abs(difference.mean))) (95 % interval \(range))."
    }
  }

  var text: String {
    let left = (isGrid ? 2 : 0) + 1
    var table = TextTable(
      columns.enumerated().map { ($1, $0 < left || $1 == "VERDICT" ? .left : .right) })
    for row in rows { table.append(row) }
    return heading + "\n\n" + table.text() + "\n"
      + findings.map { $0 + "\n" }.joined()
  }

  private static func verdict(_ entry: ComparisonSummary.Entry) -> String {
    guard let isWithinNoise = entry.isWithinNoise, let isBetter = entry.isBetter else { return "" }
    return isWithinNoise ? "within noise" : isBetter ? "better" : "worse"
  }

  static func text(_ interval: MeanInterval?) -> String {
    guard let interval else { return "-" }
    return fixed(interval.mean) + (interval.halfWidth.map { " ± \(fixed($0))" } ?? "")
  }

  /// Four decimals for what is about 1, or four digits.
  static func fixed(_ value: Double) -> String {
    abs(value) < 1000 ? value.text(decimals: 4) : value.text(significant: 4)
  }

  private static func signed(_ interval: MeanInterval) -> String {
    (interval.mean < 0 ? "" : "+") + text(interval)
  }

  /// The widths of the hidden layers: `64x32`.
  static func shape(_ entry: ComparisonSummary.Entry) -> String {
    entry.configuration.hidden.map(String.init).joined(separator: "x")
  }

  static func rate(_ entry: ComparisonSummary.Entry) -> String {
    entry.configuration.learningRate.map { "\($0)" } ?? "usual"
  }

  private static func percents(_ shares: [Double?]) -> String {
    shares.map { share in share.map { "\(rounded($0 * 100))%" } ?? "-" }.joined(separator: " ")
  }
}
