import ActivationHost
import Activations
import ArgumentParser
import Charts
import Comparison
import Datasets
import NeuralNetwork

extension TrainCommand {
  /// Trains once for each part of the samples that is held out, and says how well the networks do on
  /// what they did not see.
  func crossValidate<Scalar: ActivationScalar>(parts: Int, _: Scalar.Type) throws {
    let job = try makeJob(nil)
    let file = try open(for: job)
    let groups = try group.map { try Self.texts($0, of: file) }
    let folds = try Folds(
      file.load(Scalar.self).targets, groups: groups, count: parts, seed: trainingOptions.seed)
    let isText = outputFormat.format == .text
    Interrupt.deferExit()
    var evaluations: [Evaluation] = []
    for part in 0..<parts {
      var job = job
      let data: TrainingData<Scalar> = try samples(
        of: file, for: &job, test: .rows(folds.samples(of: part)))
      if part == 0, isText { StandardError.write(data.summary.text) }
      var report = TrainingReport(
        outputFormat.format, epochs: job.options.epochs, isSilentWithoutBar: true,
        isSilent: !isText)
      let outcome = try job.prepare(file, data).run { try report.tell($0) }
      report.finish()
      if let status = Interrupt.status { throw ExitCode(status) }
      try IsolatedPlugins.check()
      guard let evaluation = outcome.test else {
        throw TrainingFailure(description: "\(self.data), part \(part + 1): \(outcome.ending)")
      }
      evaluations.append(evaluation)
    }
    let result = CrossValidation(evaluations)
    switch outputFormat.format {
    case .json: try StandardOutput.line(["cross_validation": result].json(isOneLine: true))
    case .text: try StandardOutput.write(result.text)
    }
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
