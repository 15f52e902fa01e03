import Activations
import Charts
import NeuralNetwork

/// What a training came to: the last object of its JSON, and the last lines of its text.
struct TrainingSummary: Encodable {
  var testAccuracy: Double?
  var testLoss: Double?
  var testBalancedAccuracy: Double?
  var testAuc: Double?
  var testR2: Double?
  var testRmse: Double?
  var testMae: Double?
  var testSamples: Int?
  var trainAccuracy: Double?
  var trainLoss: Double?
  var validationAccuracy: Double?
  var validationLoss: Double?
  var epochs: Int
  var bestEpoch: Int?
  var seconds: Double
  var samplesPerSecond: Double
  var isInterrupted: Bool
  var isStoppedEarly: Bool
  var warnings: [String]
  var model: String?

  init<Scalar: ActivationScalar>(_ outcome: TrainingJob.Outcome<Scalar>, model: String?) {
    let result = outcome.result
    // Early stopping goes back to the best epoch's weights, so that epoch's measures are theirs.
    let record = result.history.last { result.bestEpoch == nil || $0.epoch == result.bestEpoch }
    testAccuracy = outcome.test?.accuracy
    testLoss = outcome.test?.loss
    testBalancedAccuracy = outcome.test?.balancedAccuracy
    testAuc = outcome.test?.auc
    testR2 = outcome.test?.r2
    testRmse = outcome.test?.rmse
    testMae = outcome.test?.mae
    testSamples = outcome.test?.count
    trainAccuracy = record?.trainingAccuracy
    trainLoss = record?.trainingLoss
    validationAccuracy = record?.validationAccuracy
    validationLoss = record?.validationLoss
    epochs = result.history.count
    bestEpoch = result.bestEpoch
    seconds = result.seconds
    samplesPerSecond = Double(result.samples) / max(result.seconds, 1e-9)
    isInterrupted = result.reason == .requested
    isStoppedEarly = result.reason == .stoppedEarly
    warnings = result.warnings.map(\.description)
    self.model = model
  }

  var text: String {
    func measures(_ accuracy: Double?, _ loss: Double) -> String {
      (accuracy.map { "accuracy \($0.text(decimals: 4))  " } ?? "")
        + "loss \(loss.text(significant: 4))"
    }
    var lines: [(String, String)] = []
    if let testLoss, let testSamples {
      lines.append(("test", measures(testAccuracy, testLoss) + "  on \(testSamples) samples"))
      if let testRmse, let testMae {
        lines.append(
          (
            "",
            (testR2.map { "R2 \($0.text(decimals: 4))  " } ?? "")
              + "RMSE \(testRmse.text(significant: 6))  MAE \(testMae.text(significant: 6))"
          ))
      }
    }
    if let validationLoss {
      lines.append(("validation", measures(validationAccuracy, validationLoss)))
    }
    if let trainLoss { lines.append(("training", measures(trainAccuracy, trainLoss))) }
    var course = "\(epochs) in \(seconds.text(decimals: 2)) s"
    if let bestEpoch { course += ", best was \(bestEpoch)" }
    lines.append(("epochs", course))
    if let model { lines.append(("model", DisplayText.line(model))) }
    return lines.map { key, value in
      key + String(repeating: " ", count: 12 - key.count) + value + "\n"
    }.joined()
  }
}
