import Charts
import NeuralNetwork

/// What the demonstration measured, and what that shows.
struct DemoReport {
  /// One training.
  struct Run {
    let activation: String
    let result: TrainingResult

    /// The share of the test samples that it knew in the end.
    var accuracy: Double { result.history.last?.validationAccuracy ?? 0 }
    /// The first epoch after which it knew 85 % of them; nil where there was none.
    var epochsToGoal: Int? {
      result.history.first { ($0.validationAccuracy ?? 0) >= DemoReport.goal }?.epoch
    }
    /// Whether no gradient passes through the hidden layers.
    var isFlat: Bool { !result.warnings.isEmpty }
  }

  static let goal = 0.85
  let runs: [Run]

  var text: String {
    var table = TextTable([
      ("HIDDEN LAYERS", .left), ("TEST ACCURACY", .right), ("EPOCHS TO 85 %", .right),
      ("SECONDS", .right),
    ])
    for run in runs {
      table.append([
        run.activation, Self.percent(run.accuracy), run.epochsToGoal.map(String.init) ?? "never",
        run.result.seconds.text(decimals: 2),
      ])
    }
    return table.text() + "\n" + [depth, speed].joined(separator: "\n") + "\n"
  }

  /// What it makes whether the layers below the last can learn.
  private var depth: String {
    let flat = runs.filter(\.isFlat)
    let others = runs.filter { !$0.isFlat }
    guard let worst = others.map(\.accuracy).min(), let best = others.map(\.accuracy).max() else {
      return "No gradient passes through any of these: only the last layer learned."
    }
    let range =
      worst == best ? Self.percent(best) : "\(Self.percent(worst)) to \(Self.percent(best))"
    guard let highest = flat.map(\.accuracy).max() else {
      return "A gradient passes through all of these, so every layer learned: \(range)."
    }
    let names = flat.map(\.activation).joined(separator: ", ")
    let gap =
      highest < worst
      ? "\(Self.percent(highest)) is what the last layer makes of random features, where layers that learn reach \(range)."
      : "here the last layer alone did no worse (\(Self.percent(highest))) than layers that learn (\(range))."
    return "The derivative of \(names) is zero, so nothing below the last layer learned: \(gap)"
  }

  /// Which was quickest.
  private var speed: String {
    let arrived = runs.compactMap { run in run.epochsToGoal.map { (run.activation, $0) } }
      .sorted { $0.1 < $1.1 }
    guard let first = arrived.first else { return "None came to 85 % in these epochs." }
    let quickest = arrived.filter { $0.1 == first.1 }.map(\.0).joined(separator: " and ")
    let epochs = first.1 == 1 ? "1 epoch" : "\(first.1) epochs"
    let others = arrived.filter { $0.1 != first.1 }.map { "\($0.0) after \($0.1)" }
    let never = runs.filter { $0.epochsToGoal == nil }.map { "\($0.activation) never" }
    let rest = (others + never).joined(separator: ", ")
    return "To 85 %, \(quickest) was quickest with \(epochs)" + (rest.isEmpty ? "." : "; \(rest).")
  }

  private static func percent(_ share: Double) -> String {
    "\((share * 100).text(decimals: 1)) %"
  }
}
