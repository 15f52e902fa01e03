import Charts
import Comparison

extension ComparisonView {
  /// Every run as a mark and each mean with its interval; and the courses, mean and interval.
  var chart: Chart {
    let count = summary.entries.count
    let marks = summary.entries.enumerated().map { index, entry in
      Panel.Mark(value: Double(index + 1), label: DisplayText.line(entry.activation, limit: 12))
    }
    let ends = summary.entries.flatMap { entry in
      entry.scores.compactMap(\.self) + Self.ends(entry.score)
    }
    let scores = Panel(
      title: "test \(summary.scoreName): runs, mean, 95 % interval", xLabel: "",
      series: summary.entries.enumerated().map { index, entry in
        Series(
          name: names[index], style: .init(color: index), points: Self.marks(entry, at: index))
      },
      xRange: 0.4...Double(count) + 0.6, yRange: Self.range(ends), xMarks: marks)
    let epochs = summary.entries.map(\.course.count).max() ?? 1
    var courses = Panel(
      title: "\(summary.courseName) after each epoch: mean, 95 % interval", xLabel: "epoch",
      series: summary.entries.enumerated().map { index, entry in
        Series(
          name: names[index], style: .init(color: index),
          points: Self.curve(entry, side: 0))
      }, xRange: 1...Double(max(epochs, 2)),
      yRange: Self.range(summary.entries.flatMap { $0.course.map(\.mean) }))
    courses.bands = summary.entries.enumerated().map { index, entry in
      Panel.Band(
        color: index, low: Self.curve(entry, side: -1), high: Self.curve(entry, side: 1))
    }
    return Chart(title: "Activations on \(data)", subtitle: heading, panels: [scores, courses])
  }

  /// What the legend calls each entry.
  private var names: [String] {
    summary.entries.map {
      isGrid ? "\($0.activation) \(Self.shape($0)) \(Self.rate($0))" : $0.activation
    }
  }

  /// The means after each epoch, or an end of their intervals.
  private static func curve(
    _ entry: ComparisonSummary.Entry, side: Double
  ) -> [Series.Point] {
    entry.course.enumerated().map { epoch, interval in
      Series.Point(
        x: Double(epoch + 1), y: interval.mean + (side == 0 ? 0 : side * (interval.halfWidth ?? 0)))
    }
  }

  /// The ends of an interval.
  private static func ends(_ interval: MeanInterval?) -> [Double] {
    guard let interval, let half = interval.halfWidth else { return [] }
    return [interval.mean - half, interval.mean + half]
  }

  /// All finite values, with a margin.
  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return 0...1 }
    let margin = max((high - low) * 0.1, abs(high) * 1e-3)
    return low - margin...high + margin
  }

  /// A short stroke for each run, an upright one for the interval, and a long one for the mean.
  private static func marks(_ entry: ComparisonSummary.Entry, at index: Int) -> [Series.Point] {
    let x = Double(index + 1)
    func stroke(_ from: Double, _ to: Double, _ y: Double, _ end: Double? = nil) -> [Series.Point] {
      [.init(x: from, y: y), .init(x: to, y: end ?? y), .init(x: to, y: .nan)]
    }
    let runs = entry.scores.compactMap(\.self).flatMap { stroke(x - 0.32, x - 0.22, $0) }
    guard let score = entry.score else { return runs }
    let interval =
      score.halfWidth.map { half in
        stroke(x, x, score.mean - half, score.mean + half)
          + stroke(x - 0.06, x + 0.06, score.mean - half)
          + stroke(x - 0.06, x + 0.06, score.mean + half)
      } ?? []
    return runs + interval + stroke(x - 0.15, x + 0.15, score.mean)
  }
}
