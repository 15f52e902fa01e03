import Activations
import NeuralNetwork

/// What the runs of a comparison say together.
public struct ComparisonSummary: Sendable, Encodable {
  /// One activation with one configuration, over all seeds.
  public struct Entry: Sendable, Encodable {
    /// The activation's name.
    public var activation: String
    /// The widths of the hidden layers, and the learning rate.
    public var configuration: ComparisonPlan.Configuration
    /// The score of each seed; nil where the run diverged.
    public var scores: [Double?]
    /// Their mean and its interval; nil where all diverged.
    public var score: MeanInterval?
    /// The paired differences to the first activation with the same configuration, over the seeds that
    /// neither diverged with; nil of the first itself.
    public var difference: MeanInterval?
    /// Whether that difference may be chance: its interval holds 0.
    public var isWithinNoise: Bool?
    /// Whether the mean is the better one.
    public var isBetter: Bool?
    /// How many runs diverged.
    public var diverged: Int
    /// How many runs reached the level.
    public var reachedLevel: Int
    /// Epochs to the level, of the runs that reached it.
    public var epochsToLevel: MeanInterval?
    /// Seconds to the level, of the runs that reached it.
    public var secondsToLevel: MeanInterval?
    /// Microseconds a step, with its share of the epochs' watching.
    public var microsecondsAStep: MeanInterval?
    /// The share of dead units of each hidden layer, mean over the seeds.
    public var deadShares: [Double?]
    /// The share of saturated units of each hidden layer.
    public var saturatedShares: [Double?]
    /// The norm of the gradient of each layer's weights at the end.
    public var gradientNorms: [Double]
    /// What was watched after each epoch, over the runs that had such an epoch.
    public var course: [MeanInterval]
  }

  /// What a score is, the more the better: accuracy, or R2 of targets that are numbers.
  public var scoreName: String
  /// What is watched after each epoch: accuracy, or loss.
  public var courseName: String
  /// The accuracy or loss whose reaching is timed.
  public var level: Double
  /// The seeds that all runs were made of.
  public var seeds: [UInt64]
  /// How many runs are there, those of other seeds among them.
  public var runs: Int
  /// How many runs are missing, as the comparison was stopped.
  public var missingRuns: Int
  /// How many runs were made now; the others were there.
  public var newRuns: Int
  /// By configuration, and within it by activation.
  public var entries: [Entry]
  /// What each run came to, by entry and seed.
  public var results: [[RunResult]]

  private enum CodingKeys: CodingKey {
    case scoreName, courseName, level, seeds, newRuns, missingRuns, entries
  }

  /// Summarizes; the level is what is within 5 % of where the first activation ends on the mean.
  init(
    plan: ComparisonPlan, runs: [ComparisonPlan.Run], results: [Int: RunResult], newRuns: Int
  ) {
    let incomplete = Set(runs.indices.filter { results[$0] == nil }.map { runs[$0].seed })
    seeds = plan.seeds.indices.filter { !incomplete.contains($0) }.map { plan.seeds[$0] }
    self.runs = results.count
    self.newRuns = newRuns
    missingRuns = runs.count - results.count
    let isAccuracy = results.values.contains { $0.testAccuracy != nil }
    scoreName = isAccuracy ? "accuracy" : "R2"
    courseName = isAccuracy ? "accuracy" : "loss"
    var grouped: [[RunResult]] = []
    for configuration in plan.configurations.indices {
      for contender in plan.contenders.indices {
        grouped.append(
          runs.indices.filter {
            runs[$0].contender == contender && runs[$0].configuration == configuration
              && !incomplete.contains(runs[$0].seed)
          }.sorted { runs[$0].seed < runs[$1].seed }.compactMap { results[$0] })
      }
    }
    self.results = grouped
    let first = MeanInterval(grouped.first?.compactMap(\.course.last) ?? [])?.mean ?? 0
    let level = isAccuracy ? 0.95 * first : 1.05 * first
    self.level = level
    let width = plan.contenders.count
    entries = grouped.enumerated().map { index, results in
      Entry(
        results, baseline: index % width == 0 ? nil : grouped[index - index % width],
        name: plan.contenders[index % width].activation.name,
        configuration: plan.configurations[index / width], level: level, isAccuracy: isAccuracy)
    }
  }

  /// The same with another level.
  public func timed(toLevel level: Double) -> ComparisonSummary {
    var summary = self
    summary.level = level
    for index in entries.indices {
      summary.entries[index].time(
        results[index], toLevel: level, isAccuracy: courseName == "accuracy")
    }
    return summary
  }
}

extension ComparisonSummary.Entry {
  init(
    _ results: [RunResult], baseline: [RunResult]?, name: String,
    configuration: ComparisonPlan.Configuration, level: Double, isAccuracy: Bool
  ) {
    activation = name
    self.configuration = configuration
    scores = results.map(\.score)
    score = MeanInterval(scores.compactMap(\.self))
    if let baseline {
      let differences = zip(results, baseline).compactMap { mine, theirs in
        mine.score.flatMap { mine in theirs.score.map { mine - $0 } }
      }
      difference = MeanInterval(differences)
      isWithinNoise = difference?.holdsZero
      isBetter = difference.map { $0.mean > 0 }
    }
    diverged = results.count { $0.divergence != nil }
    microsecondsAStep = MeanInterval(
      results.filter { $0.steps > 0 }.map { $0.seconds / Double($0.steps) * 1e6 })
    let depth = results.first?.layers.count ?? 0
    func mean(_ value: (LayerInspection) -> Double?, _ layer: Int) -> Double? {
      MeanInterval(results.compactMap { value($0.layers[layer]) })?.mean
    }
    deadShares = (0..<max(depth - 1, 0)).map { mean(\.deadShare, $0) }
    saturatedShares = (0..<max(depth - 1, 0)).map { mean(\.saturatedShare, $0) }
    gradientNorms = (0..<depth).compactMap { mean(\.gradientNorm, $0) }
    let courses = results.map(\.course)
    course = (0..<(courses.map(\.count).max() ?? 0)).compactMap { epoch in
      MeanInterval(courses.compactMap { epoch < $0.count ? $0[epoch] : nil })
    }
    reachedLevel = 0
    time(results, toLevel: level, isAccuracy: isAccuracy)
  }

  mutating func time(_ results: [RunResult], toLevel level: Double, isAccuracy: Bool) {
    let reached = results.compactMap { result -> (epochs: Double, seconds: Double)? in
      guard
        let index = result.course.firstIndex(where: { isAccuracy ? $0 >= level : $0 <= level })
      else { return nil }
      return (
        Double(index + 1), result.history[...index].reduce(0) { $0 + $1.seconds }
      )
    }
    reachedLevel = reached.count
    epochsToLevel = MeanInterval(reached.map(\.epochs))
    secondsToLevel = MeanInterval(reached.map(\.seconds))
  }
}
