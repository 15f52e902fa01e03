import ActivationHost
import Activations
import ArgumentParser
import Charts
import Clusters
import Comparison
import Datasets
import FoundationEssentials
import NeuralNetwork

extension TrainCommand {
  /// All that comes before the first part.
  ///
  /// `@unchecked Sendable`: what takes new builds of plugins, the one thing that changes, is not there.
  private struct Parts: @unchecked Sendable {
    var job: TrainingJob
    var file: DataFile
    var folds: Folds
  }

  /// Trains once for each part of the samples that is held out, and says how well the networks do on
  /// what they did not see. Ranks have whole parts between them.
  func crossValidate<Scalar: ActivationScalar>(
    parts count: Int, _ cluster: Cluster?, _: Scalar.Type
  ) throws {
    let isText = outputFormat.format == .text
    func begin() throws -> (Parts, TrainingJob.Prepared<Scalar>) {
      let job = try makeJob(cluster, sharesSteps: false)
      let file = try open(for: job)
      let groups = try group.map { try Self.texts($0, of: file) }
      let parts = Parts(
        job: job, file: file,
        folds: try Folds(
          file.load(Scalar.self).targets, groups: groups, count: count, seed: trainingOptions.seed))
      // Looked at once on this thread, before others want it: what plugins bring.
      return (parts, try prepare(0, of: parts))
    }
    let (parts, first) =
      if let cluster {
        try cluster.agree(begin, on: { try $0.1.facts() })
      } else {
        try begin()
      }
    if isText, cluster?.isFirst ?? true { StandardError.write(first.data.summary.text) }
    var evaluations: [Evaluation]?
    if let cluster, cluster.communicator.size > 1 {
      evaluations = try cluster.deal(threads: 1) { _, pieces in
        while let part = pieces.next() {
          let evaluation = try evaluate(part, of: parts, Scalar.self) { _ in true }
          pieces.finish(part, Array(try JSONEncoder().encode(evaluation)))
        }
      } body: { dealer in
        var found: [Int: Evaluation] = [:]
        try dealer.run("", pieces: Array(0..<count)) { part, bytes in
          found[part] = try JSONDecoder().decode(Evaluation.self, from: Data(bytes))
          return true
        }
        return (0..<count).compactMap { found[$0] }
      }
    } else {
      Interrupt.deferExit()
      evaluations = try (0..<count).map { part in
        var report = TrainingReport(
          outputFormat.format, epochs: parts.job.options.epochs, isSilentWithoutBar: true,
          isSilent: !isText)
        defer { report.finish() }
        return try evaluate(part, of: parts, Scalar.self) { try report.tell($0) }
      }
    }
    guard let evaluations else { return }
    let result = CrossValidation(evaluations)
    switch outputFormat.format {
    case .json: try StandardOutput.line(["cross_validation": result].json(isOneLine: true))
    case .text: try StandardOutput.write(result.text)
    }
  }

  private func prepare<Scalar: ActivationScalar>(
    _ part: Int, of parts: Parts
  ) throws -> TrainingJob.Prepared<Scalar> {
    var job = parts.job
    let data: TrainingData<Scalar> = try read(
      parts.file, for: &job, test: .rows(parts.folds.samples(of: part)))
    return try job.prepare(parts.file, data)
  }

  /// Trains on all but a part, and tests on that.
  private func evaluate<Scalar: ActivationScalar>(
    _ part: Int, of parts: Parts, _: Scalar.Type, progress: (TrainingEvent) throws -> Bool
  ) throws -> Evaluation {
    let training: TrainingJob.Prepared<Scalar> = try prepare(part, of: parts)
    let outcome = try training.run(progress: progress)
    if let status = Interrupt.status { throw ExitCode(status) }
    try IsolatedPlugins.check()
    guard let evaluation = outcome.test else {
      throw TrainingFailure(description: "\(samples.data), part \(part + 1): \(outcome.ending)")
    }
    return evaluation
  }

  /// The texts of one column.
  private static func texts(_ column: String, of file: DataFile) throws -> [String] {
    let texts = try file.texts(of: [column])
    var all: [String] = []
    while let row = try texts.next() { all += row }
    return all
  }
}

extension TrainingJob.Outcome {
  /// Why there is nothing to test.
  fileprivate var ending: String {
    if case .diverged(let divergence) = result.reason { return "\(divergence)" }
    return "nothing was held out"
  }
}

/// How well networks do on the parts that they did not see.
private struct CrossValidation: Encodable {
  var accuracy: MeanInterval?
  var balancedAccuracy: MeanInterval?
  var logLoss: MeanInterval?
  var r2: MeanInterval?
  var rmse: MeanInterval?
  var mae: MeanInterval?
  var parts: [Evaluation]

  init(_ parts: [Evaluation]) {
    func interval(_ measure: (Evaluation) -> Double?) -> MeanInterval? {
      let values = parts.compactMap(measure)
      return values.count == parts.count ? MeanInterval(values) : nil
    }
    self.parts = parts
    accuracy = interval(\.accuracy)
    balancedAccuracy = interval(\.balancedAccuracy)
    logLoss = interval(\.logLoss)
    r2 = interval(\.r2)
    rmse = interval(\.rmse)
    mae = interval(\.mae)
  }

  var text: String {
    let measures: [(name: String, mean: MeanInterval?, of: (Evaluation) -> Double?)] = [
      ("ACCURACY", accuracy, \.accuracy), ("BALANCED", balancedAccuracy, \.balancedAccuracy),
      ("LOG LOSS", logLoss, \.logLoss), ("R2", r2, \.r2), ("RMSE", rmse, \.rmse),
      ("MAE", mae, \.mae),
    ]
    let present = measures.filter { $0.mean != nil }
    var table = TextTable(
      [("PART", .left), ("SAMPLES", .right)] + present.map { ($0.name, TextTable.Alignment.right) })
    for (index, part) in parts.enumerated() {
      table.append(
        ["\(index + 1)", "\(part.count)"]
          + present.map { $0.of(part).map(ComparisonView.fixed) ?? "-" })
    }
    table.append(["mean", ""] + present.map { ComparisonView.text($0.mean) })
    return table.text()
  }
}
